-- Targets by what they are set for: a key figure in a month, in a province or (0) the whole operator. Reloaded by the
-- publishing gate and never by a timer.
CREATE DICTIONARY IF NOT EXISTS tenure.kpi_target
(
    month Date,
    province_code UInt32,
    kpi String,
    value Float64
)
PRIMARY KEY month, province_code, kpi
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'target'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);
