import { bad, csv, type SeedFile, table } from './file.js';

const CUSTOMER = `customer_id, effective_on, joined_on, if(moved_on <= effective_on, new_district_code, district_code) AS district_code,
    if(plan_changed_on <= effective_on, new_plan_code, plan_code) AS plan_code, tier, channel_code, device_code,
    account_manager_code, concat('客户', toString(i + 1)) AS customer_name, concat('000', leftPad(toString(i + 1), 8, '0')) AS phone_number,
    concat(lower(customer_id), '@example.com') AS email, gender, birth_year,
    -- Who never pays comes with borrowed papers through one dealer; SIMs of a box are in one device; who busts out lives together.
    multiIf(cheat = 'never-pay', concat('D900', toString(intDiv(place, 4))), concat('D1', leftPad(toString(i), 8, '0'))) AS document,
    multiIf(cheat IN ('never-pay', 'bust-out'), concat('room ', toString(intDiv(place, 4)), cheat), account_code LIKE 'H%',
      account_code, concat('house ', toString(i))) AS address,
    concat('86', leftPad(toString(if(cheat = 'sim-box', 9000000000 + intDiv(place, 8), i)), 13, '0')) AS device,
    if(cheat = 'never-pay', 'D013', concat('D', leftPad(toString(1 + toUInt8(floor(60 * U('dealer', i)))), 3, '0'))) AS dealer_code,
    ['Month-to-month', 'One year', 'Two year'][1 + intDiv(contract_months, 12)] AS contract,
    if(contract_months = 0, '', toString(addMonths(joined_on, contract_months
      * (1 + intDiv(age('month', joined_on, addDays(effective_on, -1)), greatest(contract_months, 1)))))) AS contract_ends_on,
    autopay, household_size, credit_class, credit_limit`;

/** Days on which a contract has been renewed, the day after its end. */
const RENEWALS = `arrayFilter(day -> contract_months > 0 AND day < addMonths(@FIRST, @M),
    arrayMap(k -> addDays(addMonths(joined_on, contract_months * k), 1), range(1, 30)))`;

/** A change counts while the customer is there: after joining, and not after leaving. */
const WITH_LEAVING = `(SELECT c.*, l.left_on AS left_on, ifNull(l.cheat, '') AS cheat, ifNull(l.place, 0) AS place, ifNull(l.account_code, '') AS account_code
  FROM tenure_seed.customer AS c
  LEFT JOIN (SELECT i, max(left) AS left_on, max(kind) AS cheat, max(at) AS place, max(account) AS account_code FROM (
      SELECT i, toNullable(last_day) AS left, '' AS kind, toInt64(0) AS at, '' AS account FROM tenure_seed.stay WHERE is_last
      UNION ALL SELECT i, NULL, kind, row_number() OVER (PARTITION BY kind ORDER BY i) - 1, '' FROM tenure_seed.cheat
      UNION ALL SELECT i, NULL, '', 0, account_code FROM tenure_seed.account
    ) GROUP BY i) AS l ON l.i = c.i
  SETTINGS join_use_nulls = 1)`;

const OTHERWISE_GOOD = ['110101', 'S59', 'silver', 'store', 'ios-5g', '', '客户', '00000000000', 'x@example.com'].join(
  ',',
);

export const DIMENSION_FILES: readonly SeedFile[] = [
  csv('regions', 'SELECT * EXCEPT weight FROM tenure_seed.region ORDER BY district_code'),
  csv(
    'plans',
    `SELECT plan_code, plan_en, plan_zh, product_line, family, fee AS monthly_fee, included_mb, included_minutes,
       toDate('2018-01-01') AS launched_on FROM tenure_seed.plan ORDER BY fee`,
  ),
  table(
    'products',
    ['product_code', 'product_en', 'product_zh', 'category', 'monthly_fee'],
    [
      ['video', 'Video pack', '视频会员包', 'entertainment', '15'],
      ['music', 'Music pack', '音乐会员包', 'entertainment', '8'],
      ['cloud', 'Cloud storage', '云存储', 'storage', '6'],
      ['roam', 'Roaming pack', '漫游包', 'travel', '25'],
      ['intl', 'International calls', '国际长途包', 'travel', '20'],
      ['insure', 'Device insurance', '设备保险', 'protection', '12'],
      ['lock', 'Family guard', '家庭守护', 'protection', '5'],
      ['home', 'Home broadband', '家庭宽带', 'home', '30'],
    ],
  ),
  table(
    'channels',
    ['channel_code', 'channel_en', 'channel_zh', 'kind'],
    [
      ['store', 'Own store', '自有营业厅', 'physical'],
      ['online', 'Online', '线上', 'digital'],
      ['phone', 'Phone', '电话', 'assisted'],
      ['partner', 'Partner', '合作渠道', 'physical'],
    ],
  ),
  table(
    'devices',
    ['device_code', 'device_en', 'device_zh', 'operating_system', 'generation', 'brand'],
    [
      ['android-4g', 'Android 4G', '安卓4G', 'Android', '4G', 'Xiaomi'],
      ['android-5g', 'Android 5G', '安卓5G', 'Android', '5G', 'Xiaomi'],
      ['ios-4g', 'iOS 4G', '苹果4G', 'iOS', '4G', 'Apple'],
      ['ios-5g', 'iOS 5G', '苹果5G', 'iOS', '5G', 'Apple'],
      ['feature', 'Feature phone', '功能机', 'None', '2G', 'Nokia'],
    ],
  ),
  table(
    'tiers',
    ['tier', 'customer_type'],
    [
      ['standard', 'consumer'],
      ['silver', 'consumer'],
      ['gold', 'business'],
      ['platinum', 'business'],
    ],
  ),
  table(
    'reasons',
    ['reason_code', 'reason_en', 'reason_zh', 'category'],
    [
      ['rival', 'Rival offer', '竞争对手优惠', 'leaving'],
      ['price', 'Price rise', '资费上涨', 'leaving'],
      ['service', 'Poor service', '服务不佳', 'both'],
      ['contract-end', 'Contract ended', '合约到期', 'leaving'],
      ['network', 'Network quality', '网络质量', 'both'],
      ['moved', 'Moved away', '迁居', 'leaving'],
      ['billing', 'Billing', '账单', 'contact'],
      ['information', 'Information', '咨询', 'contact'],
    ],
  ),
  // Written in GBK by the maker of the files.
  csv(
    'account-managers',
    `SELECT DISTINCT concat('AM-', toString(intDiv(province_code, 10000)), '-', toString(k)) AS account_manager_code,
       concat(province_en, ' ', toString(k)) AS account_manager_en, concat(province_zh, '客户经理', toString(k)) AS account_manager_zh,
       province_code FROM tenure_seed.region ARRAY JOIN [1, 2, 3] AS k ORDER BY province_code, k`,
  ),
  csv(
    'customers',
    `SELECT ${CUSTOMER} FROM (SELECT *, joined_on AS effective_on FROM ${WITH_LEAVING}) ORDER BY customer_id`,
    {
      duplicates: 3,
      dirty: [
        bad(
          `D00000001,2024-02-30,2024-02-01,${OTHERWISE_GOOD},Male,1990,D1,house,86,D001,One year,,true,1,A,1000`,
          'effective_on',
          'not a date',
        ),
        bad(
          `D00000002,2024-03-01,2024-02-01,${OTHERWISE_GOOD},Unknown,1990,D1,house,86,D001,One year,,true,1,A,1000`,
          'gender',
          'unknown code',
        ),
        bad(
          `D00000003,2024-03-01,2024-02-01,${OTHERWISE_GOOD},Male,1066,D1,house,86,D001,One year,,true,1,A,1000`,
          'birth_year',
          'out of range',
        ),
        bad(
          `,2024-03-01,2024-02-01,${OTHERWISE_GOOD},Male,1990,D1,house,86,D001,One year,,true,1,A,1000`,
          'customer_id',
          'missing',
        ),
        bad(
          `D00000004,2024-03-01,2024-02-01,${OTHERWISE_GOOD},Male,1990,D1,house,86,D001,One year,,perhaps,1,A,1000`,
          'autopay',
          'neither yes nor no',
        ),
      ],
    },
  ),
  csv(
    'customer-changes',
    `SELECT ${CUSTOMER} FROM (SELECT *, arrayJoin(arrayDistinct(arrayConcat([plan_changed_on, moved_on], ${RENEWALS}))) AS effective_on FROM ${WITH_LEAVING})
     WHERE effective_on > joined_on AND effective_on < ifNull(left_on, toDate('2099-01-01')) ORDER BY customer_id, effective_on`,
  ),
  csv(
    'targets',
    `SELECT * FROM (
       SELECT formatDateTime(month, '%Y-%m') AS month, 0 AS province_code, goal.1 AS kpi, goal.2 AS value
       FROM tenure_seed.stay ARRAY JOIN
         [('churn_rate', toFloat64(0.015)), ('complaint_rate', 0.09), ('arrears_rate', 0.25)] AS goal
       GROUP BY month, goal
       UNION ALL
       SELECT formatDateTime(month, '%Y-%m'), 0, 'revenue', round(toFloat64(sum(charged)) * 1.03, 2)
       FROM tenure_seed.bill GROUP BY month
       UNION ALL
       SELECT formatDateTime(b.month, '%Y-%m'), r.province_code, 'revenue', round(toFloat64(sum(b.charged)) * 1.03, 2)
       FROM tenure_seed.bill AS b INNER JOIN tenure_seed.customer AS c ON c.i = b.i
       INNER JOIN tenure_seed.region AS r ON r.district_code = c.district_code GROUP BY b.month, r.province_code
     ) ORDER BY month, province_code, kpi`,
  ),
];
