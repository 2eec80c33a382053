-- Flights and delays per route, and the newest row that took part (the snapshot for later pages).
-- PERCENTILE_CONT is analytic only, so it runs per flight and ANY_VALUE takes one of the equal values.
WITH delays AS (
  SELECT
    origin,
    destination,
    delay_minutes,
    ingested_at,
    PERCENTILE_CONT(delay_minutes, 0.5) OVER (PARTITION BY origin, destination) AS p50_delay_minutes,
    PERCENTILE_CONT(delay_minutes, 0.95) OVER (PARTITION BY origin, destination) AS p95_delay_minutes
  FROM flights
  WHERE system != 'canary'
    AND occurred_at >= @occurred_from
    AND occurred_at < @occurred_to
    AND (@origin IS NULL OR origin = @origin)
    AND (@destination IS NULL OR destination = @destination)
    AND (@snapshot IS NULL OR ingested_at <= @snapshot)
),
routes AS (
  SELECT
    origin,
    destination,
    COUNT(*) AS flights,
    AVG(delay_minutes) AS mean_delay_minutes,
    ANY_VALUE(p50_delay_minutes) AS p50_delay_minutes,
    ANY_VALUE(p95_delay_minutes) AS p95_delay_minutes,
    MAX(ingested_at) AS newest_ingested_at
  FROM delays
  GROUP BY origin, destination
),
seen AS (
  SELECT
    origin,
    destination,
    flights,
    mean_delay_minutes,
    p50_delay_minutes,
    p95_delay_minutes,
    MAX(newest_ingested_at) OVER () AS snapshot
  FROM routes
)
SELECT
  origin,
  destination,
  flights,
  mean_delay_minutes,
  p50_delay_minutes,
  p95_delay_minutes,
  snapshot
FROM seen
WHERE @after_flights IS NULL
  OR flights < @after_flights
  OR (flights = @after_flights AND origin > @after_origin)
  OR (flights = @after_flights AND origin = @after_origin AND destination > @after_destination)
ORDER BY flights DESC, origin, destination
LIMIT @row_limit
