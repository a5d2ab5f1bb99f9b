-- {"view":"surveys","measures":[{"name":"answers"},{"name":"promoters"},{"name":"detractors"},{"name":"score_points"},{"name":"mean_score"},{"name":"top_2_box"}],"dimensions":[{"name":"province"},{"name":"answered_on","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `surveys__province` AS `province`, `surveys__answered_on_quarter` AS `answered_on`, `surveys__answers` AS `answers`, `surveys__promoters` AS `promoters`, `surveys__detractors` AS `detractors`, `surveys__score_points` AS `score_points`, `surveys__mean_score` AS `mean_score`, `surveys__top_2_box` AS `top_2_box`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `surveys__province`, toStartOfQuarter(`survey`.answered_on) `surveys__answered_on_quarter`, count(`survey`.survey_number) `surveys__answers`, sum(toUInt64(`survey`.score >= 9)) `surveys__promoters`, sum(toUInt64(`survey`.score <= 6)) `surveys__detractors`, sum(toUInt64(`survey`.score)) `surveys__score_points`, toFloat64(sum(toUInt64(`survey`.score))) / nullif(count(`survey`.survey_number), 0) `surveys__mean_score`, toFloat64(sum(toUInt64(`survey`.score >= 9))) / nullif(count(`survey`.survey_number), 0) `surveys__top_2_box`
    FROM
      tenure.fact_survey AS `survey`
LEFT JOIN tenure.customer_month AS `customer_month` ON `survey`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`survey`.answered_on) = `customer_month`.month  GROUP BY `surveys__province`, `surveys__answered_on_quarter`) AS asked
LIMIT 100001

-- {"view":"surveys","measures":[{"name":"answers"},{"name":"promoters"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"answered_on","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"answers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `surveys__province` AS `province`, `surveys__answers` AS `answers`, `surveys__promoters` AS `promoters`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `surveys__province`, count(`survey`.survey_number) `surveys__answers`, sum(toUInt64(`survey`.score >= 9)) `surveys__promoters`
    FROM
      tenure.fact_survey AS `survey`
LEFT JOIN tenure.customer_month AS `customer_month` ON `survey`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`survey`.answered_on) = `customer_month`.month  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`survey`.answered_on >= toDate({p1:String}) AND `survey`.answered_on <= toDate({p2:String})) GROUP BY `surveys__province`) AS asked
ORDER BY `answers` DESC NULLS LAST
LIMIT 6
