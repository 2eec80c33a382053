-- One page of flights, newest departure first. The position after the last page is (occurred_at, event_id).
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
WHERE system != 'canary'
  AND occurred_at >= @occurred_from
  AND occurred_at < @occurred_to
  AND (@origin IS NULL OR origin = @origin)
  AND (@destination IS NULL OR destination = @destination)
  AND (@system IS NULL OR system = @system)
  AND (@min_delay IS NULL OR delay_minutes >= @min_delay)
  AND (
    @after_occurred_at IS NULL
    OR occurred_at < @after_occurred_at
    OR (occurred_at = @after_occurred_at AND event_id > @after_event_id)
  )
ORDER BY occurred_at DESC, event_id
LIMIT @row_limit
