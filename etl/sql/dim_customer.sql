-- dim_customer from all statements about each customer. Grain: one version of a customer.
-- Statements are sorted by day and equal neighbours folded into one; a version is valid until the next one, the first from the
-- day of joining. A late or out-of-order statement therefore lands where it belongs, whenever it is loaded.
-- Safe to repeat: fills an empty table from the whole of customer_change.
INSERT INTO @next
    (customer_key, customer_id, valid_from, valid_to, joined_on, district_code, plan_code, tier, channel_code, device_code,
     account_manager_code, customer_name, phone_number, email, gender, birth_year,
     document_hash, address_hash, device_hash, dealer_code, text_attributes, number_attributes, flag_attributes, date_attributes, file_id)
SELECT
    customer_key,
    customer_id,
    if(is_first, least(effective_on, joined_on), effective_on) AS valid_from,
    leadInFrame(effective_on, 1, toDate('2100-01-01')) OVER (
        PARTITION BY customer_key ORDER BY effective_on ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) AS valid_to,
    joined_on, district_code, plan_code, tier, channel_code, device_code, account_manager_code, customer_name, phone_number,
    email, gender, birth_year, document_hash, address_hash, device_hash, dealer_code, text_attributes, number_attributes, flag_attributes, date_attributes, file_id
FROM
(
    SELECT
        *,
        lagInFrame(content, 1, 0) OVER before AS content_before,
        row_number() OVER before = 1 AS is_first
    FROM
    (
        SELECT
            *,
            sipHash64(joined_on, district_code, plan_code, tier, channel_code, device_code, account_manager_code,
                customer_name, phone_number, email, gender, birth_year, document_hash, address_hash, device_hash, dealer_code,
                toString(text_attributes),
                toString(number_attributes), toString(flag_attributes), toString(date_attributes)) AS content
        FROM @customer_change
    )
    WINDOW before AS (PARTITION BY customer_key ORDER BY effective_on ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
)
WHERE is_first OR content != content_before
SETTINGS max_bytes_before_external_sort = 1000000000
