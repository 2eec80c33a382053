-- What can be queried of one data set, in groups of @group_size rows: how many, and a digest of all their values.
SELECT
  DIV(row_index, @group_size) AS row_group,
  COUNT(*) AS row_count,
  COUNT(DISTINCT row_index) AS distinct_count,
  TO_HEX(SHA256(STRING_AGG(line, '\n' ORDER BY row_index))) AS digest
FROM (
  SELECT
    SAFE_CAST(SUBSTR(event_id, LENGTH(@prefix) + 1) AS INT64) - 1 AS row_index,
    CONCAT(
      SUBSTR(event_id, LENGTH(@prefix) + 1), '|', system, '|', CAST(UNIX_MICROS(occurred_at) AS STRING), '|',
      origin, '|', destination, '|', CAST(delay_minutes AS STRING), '|', CAST(distance_miles AS STRING)
    ) AS line
  FROM flights
  WHERE STARTS_WITH(event_id, @prefix)
)
WHERE row_index IS NOT NULL
GROUP BY row_group
