-- Alerts on what lies outside its forecast: the threshold is then the level of the interval. Runs once, recorded by the migrations
-- runner.
alter table alert drop constraint alert_direction_check;
alter table alert add constraint alert_direction_check check (direction in ('above', 'below', 'outside'));
