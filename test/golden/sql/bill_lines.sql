-- {"view":"bill_lines","measures":[{"name":"line_amount"},{"name":"line_charged"},{"name":"line_discount"},{"name":"line_adjusted"},{"name":"line_count"},{"name":"bill_count"}],"dimensions":[{"name":"line_kind"},{"name":"bill_month","granularity":"quarter"}]}
-- layer: none
SELECT `bill_lines__line_kind` AS `line_kind`, `bill_lines__bill_month_quarter` AS `bill_month`, `bill_lines__line_amount` AS `line_amount`, `bill_lines__line_charged` AS `line_charged`, `bill_lines__line_discount` AS `line_discount`, `bill_lines__line_adjusted` AS `line_adjusted`, `bill_lines__line_count` AS `line_count`, `bill_lines__bill_count` AS `bill_count`
FROM (SELECT
      toString(`bill_line`.kind) `bill_lines__line_kind`, toStartOfQuarter(`bill_line`.month) `bill_lines__bill_month_quarter`, sum(`bill_line`.amount) `bill_lines__line_amount`, sum(if(`bill_line`.kind = 'tax', toDecimal64(0, 4), `bill_line`.amount)) `bill_lines__line_charged`, sum(if(`bill_line`.kind = 'discount', -`bill_line`.amount, toDecimal64(0, 4))) `bill_lines__line_discount`, sum(if(`bill_line`.kind = 'adjustment', `bill_line`.amount, toDecimal64(0, 4))) `bill_lines__line_adjusted`, count(concat(toString(`bill_line`.customer_key), ':', `bill_line`.bill_number, ':', `bill_line`.kind, ':', `bill_line`.item)) `bill_lines__line_count`, count(distinct `bill_line`.bill_number) `bill_lines__bill_count`
    FROM
      tenure.fact_bill_line AS `bill_line`  GROUP BY `bill_lines__line_kind`, `bill_lines__bill_month_quarter`) AS asked
LIMIT 100001

-- {"view":"bill_lines","measures":[{"name":"line_amount"},{"name":"line_charged"}],"dimensions":[{"name":"line_kind"}],"filters":[{"member":"line_kind","operator":"notEquals","values":["Unknown"]},{"member":"bill_month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"line_amount","direction":"desc"}],"limit":5}
-- layer: none
SELECT `bill_lines__line_kind` AS `line_kind`, `bill_lines__line_amount` AS `line_amount`, `bill_lines__line_charged` AS `line_charged`
FROM (SELECT
      toString(`bill_line`.kind) `bill_lines__line_kind`, sum(`bill_line`.amount) `bill_lines__line_amount`, sum(if(`bill_line`.kind = 'tax', toDecimal64(0, 4), `bill_line`.amount)) `bill_lines__line_charged`
    FROM
      tenure.fact_bill_line AS `bill_line`  WHERE (toString(`bill_line`.kind) <> {p0:String} OR toString(`bill_line`.kind) IS NULL) AND (`bill_line`.month >= toDate({p1:String}) AND `bill_line`.month <= toDate({p2:String})) GROUP BY `bill_lines__line_kind`) AS asked
ORDER BY `line_amount` DESC NULLS LAST
LIMIT 6
