-- Flights and delays per route. Percentiles are exact with linear interpolation, as PERCENTILE_CONT gives
-- them, but from counts per distinct delay: PERCENTILE_CONT is analytic only and would sort every flight.
-- The value at rank r (from 0) is the least delay that more than r flights do not exceed.
WITH delays AS (
  SELECT
    origin,
    destination,
    delay_minutes,
    COUNT(*) AS flights,
    MAX(ingested_at) AS last_ingested_at
  FROM flights
  WHERE system != 'canary'
    AND occurred_at >= @occurred_from
    AND occurred_at < @occurred_to
    AND (@origin IS NULL OR origin = @origin)
    AND (@destination IS NULL OR destination = @destination)
    AND (@snapshot IS NULL OR ingested_at <= @snapshot)
  GROUP BY origin, destination, delay_minutes
),
cumulated AS (
  SELECT
    origin,
    destination,
    delay_minutes,
    flights,
    last_ingested_at,
    SUM(flights) OVER (PARTITION BY origin, destination ORDER BY delay_minutes) AS flights_up_to,
    SUM(flights) OVER (PARTITION BY origin, destination) AS route_flights
  FROM delays
),
ranks AS (
  SELECT
    origin,
    destination,
    route_flights AS flights,
    SUM(delay_minutes * flights) / SUM(flights) AS mean_delay_minutes,
    MIN(IF(flights_up_to > FLOOR(0.5 * (route_flights - 1)), delay_minutes, NULL)) AS p50_low,
    MIN(IF(flights_up_to > CEIL(0.5 * (route_flights - 1)), delay_minutes, NULL)) AS p50_high,
    MIN(IF(flights_up_to > FLOOR(0.95 * (route_flights - 1)), delay_minutes, NULL)) AS p95_low,
    MIN(IF(flights_up_to > CEIL(0.95 * (route_flights - 1)), delay_minutes, NULL)) AS p95_high,
    MAX(last_ingested_at) AS last_ingested_at
  FROM cumulated
  GROUP BY origin, destination, route_flights
),
routes AS (
  SELECT
    origin,
    destination,
    flights,
    mean_delay_minutes,
    p50_low + (p50_high - p50_low) * (0.5 * (flights - 1) - FLOOR(0.5 * (flights - 1))) AS p50_delay_minutes,
    p95_low + (p95_high - p95_low) * (0.95 * (flights - 1) - FLOOR(0.95 * (flights - 1))) AS p95_delay_minutes,
    MAX(last_ingested_at) OVER () AS snapshot
  FROM ranks
)
SELECT
  origin,
  destination,
  flights,
  mean_delay_minutes,
  p50_delay_minutes,
  p95_delay_minutes,
  snapshot
FROM routes
WHERE @after_flights IS NULL
  OR flights < @after_flights
  OR (flights = @after_flights AND origin > @after_origin)
  OR (flights = @after_flights AND origin = @after_origin AND destination > @after_destination)
ORDER BY flights DESC, origin, destination
LIMIT @row_limit
