-- Rows in the table itself, and how many of them repeat another: counted at one moment, since rows may be arriving.
SELECT
  COUNT(*) AS row_count,
  COUNT(*) - COUNT(DISTINCT event_id) AS repeated_count
FROM flight_events
WHERE STARTS_WITH(event_id, @prefix)
  AND SAFE_CAST(SUBSTR(event_id, LENGTH(@prefix) + 1) AS INT64) IS NOT NULL
