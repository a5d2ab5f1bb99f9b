-- Coarser levels of plans, devices and tiers. A plan, device or tier that is not described, or described without the level, is
-- of the member 'Unknown'.
ALTER TABLE tenure.dim_plan ADD COLUMN IF NOT EXISTS product_line LowCardinality(String) DEFAULT '' AFTER plan_zh;
ALTER TABLE tenure.dim_plan_duplicate ADD COLUMN IF NOT EXISTS product_line LowCardinality(String) DEFAULT '' AFTER plan_zh;
ALTER TABLE tenure.dim_device ADD COLUMN IF NOT EXISTS brand LowCardinality(String) DEFAULT '' AFTER device_zh;
ALTER TABLE tenure.dim_device_duplicate ADD COLUMN IF NOT EXISTS brand LowCardinality(String) DEFAULT '' AFTER device_zh;

-- Grain: one row a service tier of the operator's own.
CREATE TABLE IF NOT EXISTS tenure.dim_tier
(
    tier String,
    customer_type LowCardinality(String) COMMENT 'whom the tier is for, such as consumer or business',
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY tier;
CREATE TABLE IF NOT EXISTS tenure.dim_tier_duplicate AS tenure.dim_tier;

CREATE OR REPLACE DICTIONARY tenure.plan
(
    plan_code String,
    plan_en String DEFAULT 'Unknown',
    plan_zh String DEFAULT '未知',
    product_line String DEFAULT 'Unknown',
    family String DEFAULT 'Unknown',
    monthly_fee Decimal(18, 4) DEFAULT 0
)
PRIMARY KEY plan_code
SOURCE(CLICKHOUSE(QUERY '
    SELECT plan_code, plan_en, plan_zh, if(product_line = \'\', \'Unknown\', product_line) AS product_line,
        if(family = \'\', \'Unknown\', family) AS family, monthly_fee
    FROM tenure.dim_plan'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

CREATE OR REPLACE DICTIONARY tenure.device
(
    device_code String,
    device_en String DEFAULT 'Unknown',
    device_zh String DEFAULT '未知',
    operating_system String DEFAULT 'Unknown',
    generation String DEFAULT 'Unknown',
    brand String DEFAULT 'Unknown'
)
PRIMARY KEY device_code
SOURCE(CLICKHOUSE(QUERY '
    SELECT device_code, device_en, device_zh, operating_system,
        if(generation = \'\', \'Unknown\', generation) AS generation, if(brand = \'\', \'Unknown\', brand) AS brand
    FROM tenure.dim_device'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS tenure.tier
(
    tier String,
    customer_type String DEFAULT 'Unknown'
)
PRIMARY KEY tier
SOURCE(CLICKHOUSE(QUERY '
    SELECT tier, if(customer_type = \'\', \'Unknown\', customer_type) AS customer_type FROM tenure.dim_tier'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);
