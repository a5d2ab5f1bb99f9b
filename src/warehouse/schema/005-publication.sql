-- The publishing gate's journal and the operator's declared attributes.

-- Grain: one step of one publication. A publication is prepared (its swaps are written down), then published; what was
-- prepared and not published is rolled forward at restart, since its swaps can be repeated.
CREATE TABLE IF NOT EXISTS tenure.publication
(
    sequence UInt64,
    snapshot_id String,
    step Enum8('prepared' = 1, 'published' = 2),
    at DateTime64(3, 'UTC'),
    swaps String
)
ENGINE = MergeTree
ORDER BY (sequence, step)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Grain: one declared attribute of the customer; the last row of a name counts. type: text, number, flag, date.
CREATE TABLE IF NOT EXISTS tenure.attribute
(
    name String,
    type Enum8('text' = 1, 'number' = 2, 'flag' = 3, 'date' = 4),
    title_en String,
    title_zh String,
    description_en String,
    description_zh String,
    personal Bool,
    declared_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(declared_at)
ORDER BY name;
