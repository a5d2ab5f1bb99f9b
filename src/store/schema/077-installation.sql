-- What holds for every server over this store. Grain: one row a thing.
-- time_zone: of the loads; auth_secret: of tokens, where several servers share the store and none is set.
-- Safe to repeat: it runs once, recorded by the migrations runner.
create table installation (
  name text primary key,
  value text not null,
  set_at timestamptz not null default now()
);
