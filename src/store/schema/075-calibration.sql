-- Calibration of a scored month, whole: expected and actual leavers, calibration in the large and slope, with intervals. Grain: as
-- churn_scored_month. Safe to repeat: it runs once, recorded by the migrations runner.
alter table churn_scored_month add column calibration jsonb;
