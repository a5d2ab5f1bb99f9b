-- What a customer's inputs were (by feature of the formula, NaN for categories and what is missing), so that a factor can
-- be moved by an amount.
ALTER TABLE tenure.customer_score ADD COLUMN IF NOT EXISTS inputs Array(Float64) AFTER bins;

-- The formula of the scores that are served, for asking what it would say were a factor another. Grain: one feature of the
-- formula, and '' for the formula as a whole. A cell is looked up at start + 32 * bin + bin of the partner: `starts` and
-- `partners` list what the feature adds, alone (partner: itself) and with others, but not with tenure. What tenure adds,
-- alone and with others, lies month by month as odds: at path_start + the offsets found at path_starts + bin of each of
-- path_partners, + the month of tenure (the last one for all later).
CREATE TABLE IF NOT EXISTS tenure.churn_factor
(
    factor String,
    position UInt8 COMMENT 'place in bins and inputs, from 1',
    is_number UInt8,
    cuts Array(Float64),
    levels Array(String),
    starts Array(UInt64),
    partners Array(UInt8),
    tenure_position UInt8 COMMENT '0 where tenure is not in the formula',
    last_month UInt16,
    path_start UInt64,
    path_starts Array(UInt64),
    path_partners Array(UInt8)
)
ENGINE = MergeTree
ORDER BY factor;

CREATE TABLE IF NOT EXISTS tenure.churn_cell
(
    position UInt64,
    value Float64
)
ENGINE = MergeTree
ORDER BY position;

CREATE DICTIONARY IF NOT EXISTS tenure.churn_factor_of
(
    factor String,
    position UInt8 DEFAULT 0,
    is_number UInt8 DEFAULT 0,
    cuts Array(Float64),
    levels Array(String),
    starts Array(UInt64),
    partners Array(UInt8),
    tenure_position UInt8 DEFAULT 0,
    last_month UInt16 DEFAULT 0,
    path_start UInt64 DEFAULT 0,
    path_starts Array(UInt64),
    path_partners Array(UInt8)
)
PRIMARY KEY factor
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'churn_factor'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS tenure.churn_cell_at
(
    position UInt64,
    value Float64 DEFAULT 0
)
PRIMARY KEY position
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'churn_cell'))
LAYOUT(FLAT(MAX_ARRAY_SIZE 4000000))
LIFETIME(0);
