-- The rows of the groups whose digest is not the expected one, one line each.
SELECT line
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
WHERE DIV(row_index, @group_size) IN UNNEST(@row_groups)
