-- One airport: flights that depart from it or arrive at it, their delays, and its busiest routes.
WITH touching AS (
  SELECT origin, destination, delay_minutes
  FROM flights
  WHERE system != 'canary'
    AND (origin = @iata OR destination = @iata)
),
delays AS (
  SELECT
    delay_minutes,
    COUNT(*) AS flights,
    COUNTIF(origin = @iata) AS departures,
    COUNTIF(destination = @iata) AS arrivals
  FROM touching
  GROUP BY delay_minutes
),
cumulated AS (
  SELECT
    delay_minutes,
    flights,
    departures,
    arrivals,
    SUM(flights) OVER (ORDER BY delay_minutes) AS flights_up_to,
    SUM(flights) OVER () AS all_flights
  FROM delays
),
summary AS (
  SELECT
    SUM(departures) AS departures,
    SUM(arrivals) AS arrivals,
    SUM(delay_minutes * flights) / SUM(flights) AS mean_delay_minutes,
    MIN(IF(flights_up_to > FLOOR(0.95 * (all_flights - 1)), delay_minutes, NULL)) AS p95_low,
    MIN(IF(flights_up_to > CEIL(0.95 * (all_flights - 1)), delay_minutes, NULL)) AS p95_high,
    SUM(flights) AS flights
  FROM cumulated
),
busiest AS (
  SELECT origin, destination, COUNT(*) AS flights
  FROM touching
  GROUP BY origin, destination
  ORDER BY flights DESC, origin, destination
  LIMIT 10
)
SELECT
  summary.departures,
  summary.arrivals,
  summary.mean_delay_minutes,
  p95_low + (p95_high - p95_low) * (0.95 * (summary.flights - 1) - FLOOR(0.95 * (summary.flights - 1)))
    AS p95_delay_minutes,
  busiest.origin,
  busiest.destination,
  busiest.flights
FROM summary
CROSS JOIN busiest
ORDER BY busiest.flights DESC, busiest.origin, busiest.destination
