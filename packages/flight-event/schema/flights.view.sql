-- One row per event: delivery is at least once, so a message that is delivered, written or replayed twice
-- leaves several rows. The first one ingested stands, so a row once seen through the view never changes.
SELECT
  event_id,
  system,
  occurred_at,
  origin,
  destination,
  delay_minutes,
  distance_miles,
  published_at,
  ingested_at,
  message_id
FROM `${project}.${dataset}.flight_events`
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY ingested_at, message_id) = 1
