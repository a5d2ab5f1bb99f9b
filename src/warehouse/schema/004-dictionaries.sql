-- Attributes by dictGet on the fact's key, since a join would not match the projections. Reloaded by the publishing gate
-- and never by a timer.
CREATE DICTIONARY IF NOT EXISTS tenure.region
(
    district_code UInt32,
    district_en String DEFAULT 'Unknown',
    district_zh String DEFAULT '未知',
    city_code UInt32 DEFAULT 0,
    city_en String DEFAULT 'Unknown',
    city_zh String DEFAULT '未知',
    province_code UInt32 DEFAULT 0,
    province_en String DEFAULT 'Unknown',
    province_zh String DEFAULT '未知'
)
PRIMARY KEY district_code
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'dim_region'))
LAYOUT(HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS tenure.plan
(
    plan_code String,
    plan_en String DEFAULT 'Unknown',
    plan_zh String DEFAULT '未知',
    family String DEFAULT 'Unknown',
    monthly_fee Decimal(18, 4) DEFAULT 0
)
PRIMARY KEY plan_code
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'dim_plan'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS tenure.product
(
    product_code String,
    product_en String DEFAULT 'Unknown',
    product_zh String DEFAULT '未知',
    category String DEFAULT 'Unknown'
)
PRIMARY KEY product_code
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'dim_product'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS tenure.channel
(
    channel_code String,
    channel_en String DEFAULT 'Unknown',
    channel_zh String DEFAULT '未知',
    kind String DEFAULT 'Unknown'
)
PRIMARY KEY channel_code
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'dim_channel'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS tenure.device
(
    device_code String,
    device_en String DEFAULT 'Unknown',
    device_zh String DEFAULT '未知',
    operating_system String DEFAULT 'Unknown',
    generation String DEFAULT 'Unknown'
)
PRIMARY KEY device_code
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'dim_device'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS tenure.reason
(
    reason_code String,
    reason_en String DEFAULT 'Unknown',
    reason_zh String DEFAULT '未知',
    category String DEFAULT 'Unknown'
)
PRIMARY KEY reason_code
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'dim_reason'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS tenure.account_manager
(
    account_manager_code String,
    account_manager_en String DEFAULT 'Unknown',
    account_manager_zh String DEFAULT '未知',
    province_code UInt32 DEFAULT 0
)
PRIMARY KEY account_manager_code
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'dim_account_manager'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);
