SELECT
      dictGet('tenure.region', 'city_en', `customer_month`.district_code) `churn__city`, toFloat64(sum(`customer_month`.churned)) / nullif(sum(`customer_month`.active), 0) `churn__churn_rate`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (toString(dictGet('tenure.region', 'province_code', `customer_month`.district_code)) = {p0:String}) GROUP BY `churn__city`
-- {"p0":"510000"}
