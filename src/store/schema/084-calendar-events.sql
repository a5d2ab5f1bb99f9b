-- What happened or will happen to the business. Safe to repeat: it runs once, recorded by the migrations runner.

-- Grain: one event. Time series show it from its first day to its last.
create table calendar_event (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('price_change', 'outage', 'campaign', 'holiday', 'other')),
  title text not null check (length(title) between 1 and 200),
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  -- Codes of the provinces that it is about; empty where it is about all.
  provinces text[] not null default '{}',
  saved_by text not null,
  saved_at timestamptz not null default now()
);
create index calendar_event_by_day on calendar_event (first_day, last_day);
