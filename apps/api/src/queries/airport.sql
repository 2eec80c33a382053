-- One airport: flights that depart from it or arrive at it, their delays, and its busiest routes.
WITH touching AS (
  SELECT
    origin,
    destination,
    delay_minutes,
    PERCENTILE_CONT(delay_minutes, 0.95) OVER () AS p95_delay_minutes
  FROM flights
  WHERE system != 'canary'
    AND (origin = @iata OR destination = @iata)
),
routes AS (
  SELECT
    origin,
    destination,
    COUNT(*) AS flights,
    SUM(delay_minutes) AS delay_minutes,
    ANY_VALUE(p95_delay_minutes) AS p95_delay_minutes
  FROM touching
  GROUP BY origin, destination
)
SELECT
  SUM(IF(origin = @iata, flights, 0)) OVER () AS departures,
  SUM(IF(destination = @iata, flights, 0)) OVER () AS arrivals,
  SUM(delay_minutes) OVER () / SUM(flights) OVER () AS mean_delay_minutes,
  p95_delay_minutes,
  origin,
  destination,
  flights
FROM routes
ORDER BY flights DESC, origin, destination
LIMIT 10
