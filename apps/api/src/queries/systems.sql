-- Every system that has sent a flight, and how recently it was heard from.
SELECT
  system,
  COUNT(*) AS flights,
  MAX(occurred_at) AS newest_occurred_at,
  MAX(ingested_at) AS last_ingested_at
FROM flights
WHERE system != 'canary'
GROUP BY system
ORDER BY system
LIMIT @row_limit
