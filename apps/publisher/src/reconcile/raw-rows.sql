-- Rows in the table itself, duplicates included.
SELECT COUNT(*) AS row_count
FROM flight_events
WHERE STARTS_WITH(event_id, @prefix)
  AND SAFE_CAST(SUBSTR(event_id, LENGTH(@prefix) + 1) AS INT64) IS NOT NULL
