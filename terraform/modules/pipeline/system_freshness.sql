-- When each system was last heard of. Duplicates do not change a maximum, so this may read the table itself,
-- and BigQuery keeps it up to date by itself (no window functions, which the de-duplicating view needs).
SELECT
  system,
  MAX(occurred_at) AS newest_occurred_at,
  MAX(ingested_at) AS last_ingested_at
FROM `${project}.${dataset}.flight_events`
WHERE system != 'canary'
GROUP BY system
