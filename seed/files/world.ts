import { csv, type SeedFile } from './file.js';

const HERE = 'm BETWEEN @FROM AND @TO';

/** Tariffs and accounts, campaigns and what came of them, surveys, the market: files of the operator's other departments. */
export const WORLD_FILES: readonly SeedFile[] = [
  {
    name: 'tariffs',
    format: 'JSONEachRow',
    ending: 'jsonl',
    monthly: false,
    query: `SELECT plan_code, valid_from, tariff FROM (
        SELECT plan_code, old_from AS valid_from, old_text AS tariff FROM tenure_seed.tariff
        UNION ALL SELECT plan_code, new_from, new_text FROM tenure_seed.tariff
      ) ORDER BY plan_code, valid_from`,
  },
  csv(
    'accounts',
    `SELECT customer_id, account_code, concat(if(family, 'Family ', 'Group '), number) AS account_en,
       concat(if(family, '家庭', '集团'), number) AS account_zh, if(family, 'household', 'business group') AS kind
     FROM tenure_seed.account ORDER BY customer_id`,
  ),
  csv(
    'campaigns',
    `SELECT code AS campaign_code, campaign_en, campaign_zh, offer, state, if(share_from < 1, toString(frozen_on), '') AS frozen_on,
       window_months, holdout AS holdout_share FROM tenure_seed.campaign ORDER BY code`,
  ),
  csv(
    'campaign-members',
    `SELECT customer_id, code AS campaign_code, frozen_on, if(treated, 'treated', 'control') AS arm
     FROM tenure_seed.member AS k INNER JOIN tenure_seed.customer AS c ON c.i = k.i ORDER BY code, customer_id`,
  ),
  csv(
    'campaign-attempts',
    `SELECT customer_id, concat('A', code, '-', substring(customer_id, 2), '-', toString(attempt)) AS attempt_number, code AS campaign_code,
       concat(toString(addDays(frozen_on, 1 + toUInt8(floor(12 * U('attemptday', i))) + 3 * attempt)), ' ',
         leftPad(toString(10 + toUInt8(floor(8 * U('attempthour', i, attempt)))), 2, '0'), ':20:00') AS attempted_at,
       ['phone', 'online'][1 + toUInt8(U('attemptchannel', i) < 0.3)] AS channel_code,
       multiIf(NOT reached, 'no_answer', NOT treated, 'reached',
         U('accepts', i) < if(kind = 'persuadable', 0.8, 0.3), 'accepted', 'refused') AS outcome,
       toDecimal64(3 + if(outcome = 'accepted', 20, 0), 2) AS cost
     FROM (SELECT *, arrayJoin(if(reached OR NOT treated, [0], [0, 1])) AS attempt FROM tenure_seed.member
           WHERE state IN ('running', 'closed', 'read') AND (treated OR reached)) AS k
     INNER JOIN tenure_seed.customer AS c ON c.i = k.i ORDER BY code, customer_id, attempt`,
  ),
  csv(
    'surveys',
    `SELECT customer_id, concat('Q', toString(toYYYYMM(month)), '-', substring(customer_id, 2)) AS survey_number,
       addDays(first_day, floor((1 + dateDiff('day', first_day, last_day)) * U('surveyday', i, m))) AS answered_on, 'online' AS channel_code,
       greatest(0, least(10, round(5 + 5.5 * U('likes', i, m) - 2 * complaints - 1.5 * poor_network - 1 * price_shock))) AS score
     FROM tenure_seed.stay WHERE ${HERE} AND m % 3 = 2 AND U('survey', i, m) < 0.08 ORDER BY m, i`,
    { monthly: true },
  ),
  // Two rivals, one of whom gains and one loses; ours are the month's customers and charges.
  csv(
    'market',
    `SELECT formatDateTime(month, '%Y-%m') AS month, province_code, one.1 AS operator, toUInt64(round(ours * one.2)) AS customers,
       round(toFloat64(revenue) * one.2, 2) AS revenue, if(operator = 'Tenure', 'own books', 'ministry') AS source
     FROM (
       SELECT s.m AS m, s.month AS month, r.province_code AS province_code, count() AS ours, sum(b.charged) AS revenue,
         arrayJoin([('Tenure', toFloat64(1)), ('Northstar', (1.4 + 0.4 * U('rivalsize', province_code)) * (1 + 0.004 * m)),
           ('Redline', (0.6 + 0.3 * U('rivalsize2', province_code)) * (1 - 0.003 * m))]) AS one
       FROM tenure_seed.bill AS b INNER JOIN tenure_seed.stay AS s ON s.m = b.m AND s.i = b.i
       INNER JOIN tenure_seed.customer AS c ON c.i = s.i INNER JOIN tenure_seed.region AS r ON r.district_code = c.district_code
       GROUP BY m, month, province_code
     ) ORDER BY m, province_code, operator`,
  ),
];
