-- One flight by its exact id; the only query that sees canary events.
SELECT
  event_id,
  system,
  occurred_at,
  origin,
  destination,
  delay_minutes,
  distance_miles,
  ingested_at
FROM flights
WHERE event_id = @event_id
LIMIT 1
