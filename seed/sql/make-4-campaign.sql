-- Campaigns, who is in them, and what they change. Each customer is in one campaign at most, by a hash. What a member would do in the
-- window without the campaign is drawn already (the hazard); the kind says what being reached makes of it:
--   persuadable  would leave, stays      sure  stays anyhow      lost  leaves anyhow      sleeping dog  would stay, leaves
-- K03 and K04 are for those without a contract or whose contract ends in the window.
-- back: months before the last one whose end is the freeze. Campaigns that are only planned have no members.
CREATE TABLE tenure_seed.campaign ENGINE = MergeTree ORDER BY code AS
SELECT
    c.1 AS code, c.2 AS campaign_en, c.3 AS campaign_zh, c.4 AS offer, c.5 AS state, toInt32(@M - 1 - c.6) AS freeze_m,
    toInt32(c.7) AS window_months, toDecimal64(c.8, 4) AS holdout, toFloat64(c.9) AS saves, toFloat64(c.10) AS share_from,
    toFloat64(c.11) AS share_to,
    code IN ('K03', 'K04') AS at_risk, addDays(addMonths(@FIRST, freeze_m + 1), -1) AS frozen_on
FROM
(
    SELECT arrayJoin([
        ('K01', 'Contract renewal', '合约续签', 'discount', 'read', 12, 3, 0.3, 0.45, 0.00, 0.10),
        ('K02', 'Birthday greeting', '生日问候', 'greeting', 'read', 11, 3, 0.3, 0.0, 0.10, 0.20),
        ('K03', 'Data gift', '流量赠送', 'data', 'closed', 9, 3, 0.3, 0.6, 0.20, 0.50),
        ('K04', 'Family offer', '家庭优惠', 'bundle', 'closed', 7, 3, 0.3, 0.6, 0.50, 0.76),
        ('K05', 'Network apology', '网络致歉', 'credit', 'closed', 3, 4, 0.2, 0.4, 0.76, 0.82),
        ('K06', 'Device upgrade', '终端升级', 'device', 'running', 2, 3, 0.2, 0.3, 0.82, 0.88),
        ('K07', 'Roaming week', '漫游周', 'data', 'running', 1, 3, 0.2, 0.3, 0.88, 0.94),
        ('K08', 'Loyal customers', '老客户回馈', 'discount', 'frozen', 0, 3, 0.2, 0.3, 0.94, 1.00),
        ('K09', 'Summer data', '夏季流量', 'data', 'approved', 0, 3, 0.2, 0.0, 2.0, 2.0),
        ('K10', 'Price watchers', '价格敏感客户', 'discount', 'submitted', 0, 3, 0.2, 0.0, 2.0, 2.0),
        ('K11', 'Everybody', '全体客户', 'discount', 'rejected', 0, 3, 0.1, 0.0, 2.0, 2.0),
        ('K12', 'Broadband', '宽带推广', 'bundle', 'draft', 0, 3, 0.2, 0.0, 2.0, 2.0)]) AS c
)
WHERE freeze_m >= 1;

-- Grain: one customer: the months in which the hazard's draw says leave, the first of which counts without a campaign.
CREATE TABLE tenure_seed.baseline ENGINE = MergeTree ORDER BY i AS
SELECT
    i, toInt32(any(join_month)) AS join_month, any(contract_months) AS contract_months, arraySort(groupArrayIf(m, leaves)) AS leave_months,
    toInt32(if(empty(leave_months), 1000000, leave_months[1])) AS leave_month
FROM tenure_seed.month GROUP BY i;

-- Grain: one member of a campaign. stays_without and stays: to the window's end, without the campaign and in this world.
CREATE TABLE tenure_seed.member ENGINE = MergeTree ORDER BY i AS
SELECT
    b.i AS i, c.code AS code, c.state AS state, c.freeze_m AS freeze_m, c.window_months AS window_months, c.frozen_on AS frozen_on,
    U('arm', b.i) >= toFloat64(c.holdout) AS treated,
    b.leave_month > freeze_m + window_months AS stays_without,
    U('kind', b.i) AS draw,
    multiIf(NOT stays_without AND draw < c.saves, 'persuadable', NOT stays_without, 'lost',
        c.saves > 0 AND draw < 0.004, 'sleeping dog', 'sure') AS kind,
    c.state != 'frozen' AND U('reached', b.i) < if(treated, 0.85, 0.02) AS reached,
    toInt32(multiIf(
        reached AND kind = 'persuadable', if(arrayExists(x -> x > freeze_m + window_months, b.leave_months),
            arrayFirst(x -> x > freeze_m + window_months, b.leave_months), 1000000),
        reached AND kind = 'sleeping dog', freeze_m + 1 + floor(U('dogmonth', b.i) * window_months),
        b.leave_month)) AS leave_month,
    leave_month > freeze_m + window_months AS stays
FROM tenure_seed.baseline AS b CROSS JOIN tenure_seed.campaign AS c
WHERE U('campaign', b.i) >= c.share_from AND U('campaign', b.i) < c.share_to
    AND b.join_month <= c.freeze_m AND b.leave_month > c.freeze_m
    AND (NOT c.at_risk OR b.contract_months = 0
        OR (c.freeze_m - b.join_month) % b.contract_months >= toInt32(b.contract_months) - c.window_months);

-- Grain: one customer: the month of leaving in this world (1000000: never).
CREATE TABLE tenure_seed.leaving ENGINE = MergeTree ORDER BY i AS
SELECT b.i AS i, if(k.code = '', b.leave_month, k.leave_month) AS leave_month
FROM tenure_seed.baseline AS b LEFT JOIN tenure_seed.member AS k ON k.i = b.i
SETTINGS join_use_nulls = 0;
