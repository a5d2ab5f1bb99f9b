-- Questions that people asked, so that slow ones are still known after a restart. Safe to repeat: it runs once, recorded by the
-- migrations runner.

-- Grain: one question as it was asked: names of members, never the values that it filtered by. The server keeps the latest and
-- the slowest and deletes the others as it writes.
create table question (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  door text not null,
  asked_by text not null,
  view text not null,
  measures text[] not null,
  dimensions text[] not null,
  filtered_by text[] not null,
  duration_ms double precision not null,
  rows_read double precision,
  layer text,
  cached boolean not null,
  error text
);
create index question_by_duration on question (duration_ms desc);
