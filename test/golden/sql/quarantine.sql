SELECT
      "quarantine_entries".run_id "quarantine__run_id", "quarantine_entries".file_name "quarantine__file_name", "quarantine_entries".line "quarantine__line", count("quarantine_entries".ctid::text) "quarantine__entries"
    FROM
      public.etl_quarantine AS "quarantine_entries"  GROUP BY 1, 2, 3
