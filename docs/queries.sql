-- The questions Tripfold was made for, in plain SQL. Each is asked twice: of `trips`, the view that shows every stored trip as a
-- row, and of the weekly rollups, which say the same without looking at a trip. Only SELECTs, run on MySQL 9.7 and MariaDB 10.11.
--
--     mysql --table -h 127.0.0.1 -P PORT -u tripfold -p tripfold < docs/queries.sql
--
-- While Tripfold runs, port and password stand in `.tripfold/run.json` as DATABASE_URL. The answers in the comments are those for
-- the 100-row challenge file alone: the sample, which has regions of the same names, leaves when that file is read.


-- 1. Which regions has the datasource cheap_mobile appeared in?   (GET /api/v1/datasources/cheap_mobile/regions)
--    Hamburg, Prague, Turin

SELECT DISTINCT region
FROM trips
WHERE datasource = 'cheap_mobile'
ORDER BY region;

SELECT DISTINCT r.name AS region
FROM weekly_region_rollups w
JOIN regions r ON r.id = w.region
JOIN datasources d ON d.id = w.datasource
WHERE d.name = 'cheap_mobile'
ORDER BY r.name;


-- 2. Of the two most commonly appearing regions, which is the latest datasource?
--    (GET /api/v1/insights/latest-datasource-of-top-regions)
--    Turin has 38 trips, Prague 34. The latest is pt_search_app: Turin, 2018-05-31 06:20:59.
--    Ties: more trips, then the name; later, then the name.

WITH top_regions AS (
  SELECT region, COUNT(*) AS trips
  FROM trips
  GROUP BY region
  ORDER BY trips DESC, region
  LIMIT 2
)
SELECT t.region, t.datasource, t.datetime
FROM trips t
JOIN top_regions ON top_regions.region = t.region
ORDER BY t.datetime DESC, t.datasource, t.region
LIMIT 1;

-- The same in each of the two:
--    Turin   38  pt_search_app  2018-05-31 06:20:59
--    Prague  34  cheap_mobile   2018-05-29 12:44:02

WITH top_regions AS (
  SELECT region, SUM(trips) AS trips
  FROM weekly_region_rollups
  JOIN regions ON regions.id = weekly_region_rollups.region
  GROUP BY region, regions.name
  ORDER BY trips DESC, regions.name
  LIMIT 2
), appearances AS (
  SELECT w.region, top_regions.trips, w.datasource, MAX(w.time_max) AS last_time
  FROM weekly_region_rollups w
  JOIN top_regions ON top_regions.region = w.region
  GROUP BY w.region, top_regions.trips, w.datasource
), ranked AS (
  SELECT r.name AS region, a.trips, d.name AS datasource, a.last_time,
    ROW_NUMBER() OVER (PARTITION BY a.region ORDER BY a.last_time DESC, d.name) AS place
  FROM appearances a
  JOIN regions r ON r.id = a.region
  JOIN datasources d ON d.id = a.datasource
)
SELECT region, trips, datasource, CAST('1970-01-01 00:00:00' AS DATETIME) + INTERVAL last_time SECOND AS datetime
FROM ranked
WHERE place = 1
ORDER BY trips DESC, region;


-- 3. The weekly average number of trips.   (GET /api/v1/weekly-average)
--    A week is counted from Monday 1969-12-29, the Monday before 1970-01-01: DATEDIFF(datetime, '1969-12-29') DIV 7, which is what the
--    rollups have as `week`.
--
--    weeks=all: trips ÷ every ISO week from the first to the last covered one, empty and partial weeks included.
--    weeks=per7days: trips ÷ covered days × 7.
--    region    trips  weeks  weekly_average  days  per_7_days
--    Hamburg      28      5             5.6    31        6.32
--    Prague       34      5             6.8    29        8.21
--    Turin        38      5             7.6    31        8.58
--    all         100      5            20.0    31       22.58

WITH covered AS (
  SELECT region, COUNT(*) AS trips,
    DATEDIFF(MAX(datetime), '1969-12-29') DIV 7 - DATEDIFF(MIN(datetime), '1969-12-29') DIV 7 + 1 AS weeks,
    DATEDIFF(MAX(datetime), MIN(datetime)) + 1 AS days
  FROM trips
  GROUP BY region
  UNION ALL
  SELECT 'all', COUNT(*),
    DATEDIFF(MAX(datetime), '1969-12-29') DIV 7 - DATEDIFF(MIN(datetime), '1969-12-29') DIV 7 + 1,
    DATEDIFF(MAX(datetime), MIN(datetime)) + 1
  FROM trips
)
SELECT region, trips, weeks, ROUND(trips / weeks, 3) AS weekly_average, days, ROUND(trips / days * 7, 2) AS per_7_days
FROM covered
ORDER BY trips, region;

-- weeks=all from the rollups, whose times are seconds since 1970-01-01 on the region's own clock:

SELECT r.name AS region, SUM(w.trips) AS trips,
  MAX(w.week_max) - MIN(w.week_min) + 1 AS weeks,
  ROUND(SUM(w.trips) / (MAX(w.week_max) - MIN(w.week_min) + 1), 3) AS weekly_average
FROM weekly_region_rollups w
JOIN regions r ON r.id = w.region
GROUP BY r.name
ORDER BY trips, region;

-- weeks=complete leaves weeks that the range of the data cuts out of both sides:
--    Hamburg  18 ÷ 3 weeks = 6.0       Turin  26 ÷ 3 weeks = 8.667
--    Prague   21 ÷ 3 weeks = 7.0       all    65 ÷ 3 weeks = 21.667

WITH covered AS (
  SELECT region, MIN(time_min) DIV 86400 AS first_day, MAX(time_max) DIV 86400 AS last_day
  FROM weekly_region_rollups
  GROUP BY region
  UNION ALL
  SELECT NULL, MIN(time_min) DIV 86400, MAX(time_max) DIV 86400
  FROM weekly_region_rollups
), complete AS (
  -- Day 0 is a Thursday, the fourth day of its week.
  SELECT region, (first_day + 9) DIV 7 AS first_week, (last_day + 4) DIV 7 - 1 AS last_week
  FROM covered
)
SELECT COALESCE(r.name, 'all') AS region, SUM(w.trips) AS trips,
  c.last_week - c.first_week + 1 AS weeks,
  ROUND(SUM(w.trips) / (c.last_week - c.first_week + 1), 3) AS weekly_average
FROM complete c
JOIN weekly_region_trips w ON (c.region IS NULL OR w.region = c.region) AND w.week BETWEEN c.first_week AND c.last_week
LEFT JOIN regions r ON r.id = c.region
GROUP BY c.region, r.name, c.first_week, c.last_week
ORDER BY trips, region;


-- 4. An area: bbox=14.40,50.03,14.55,50.10 (west, south, east, north; edges count).
--    starts 5, ends 11, within 2, touches 14 = starts + ends − within

SELECT SUM(starts) AS starts, SUM(ends) AS ends, SUM(starts AND ends) AS within_area, SUM(starts OR ends) AS touches
FROM (
  SELECT
    origin_lon BETWEEN 14.40 AND 14.55 AND origin_lat BETWEEN 50.03 AND 50.10 AS starts,
    destination_lon BETWEEN 14.40 AND 14.55 AND destination_lat BETWEEN 50.03 AND 50.10 AS ends
  FROM trips
) AS compared;

-- Its weeks, by starts. Weeks are those of all the data, not of the area: an area that was empty in May still had a May.
--    2018-W18 2, W19 2, W20 0, W21 0, W22 1: 5 ÷ 5 weeks = 1.0

WITH RECURSIVE covered AS (
  SELECT MIN(week_min) AS week, MAX(week_max) AS last_week FROM weekly_region_rollups
  UNION ALL
  SELECT week + 1, last_week FROM covered WHERE week < last_week
), started AS (
  SELECT DATEDIFF(datetime, '1969-12-29') DIV 7 AS week, COUNT(*) AS trips
  FROM trips
  WHERE origin_lon BETWEEN 14.40 AND 14.55 AND origin_lat BETWEEN 50.03 AND 50.10
  GROUP BY week
)
SELECT DATE_FORMAT(CAST('1969-12-29' AS DATE) + INTERVAL covered.week * 7 DAY, '%x-W%v') AS iso_week, COALESCE(started.trips, 0) AS trips
FROM covered
LEFT JOIN started ON started.week = covered.week
ORDER BY covered.week;


-- 5. Groups: trips that share origin cell, destination cell (both at level 11) and part of the day.
--    (GET /api/v1/groups?level=11&time=daypart)
--    69 groups; the largest has 6 trips; 49 trips share a group with another

WITH grouped AS (
  SELECT origin_cell, destination_cell,
    CASE WHEN hour <= 5 THEN 'early AM' WHEN hour <= 9 THEN 'AM peak' WHEN hour <= 14 THEN 'midday' WHEN hour <= 18 THEN 'PM peak'
      ELSE 'late PM' END AS part_of_day,
    SUM(trips) AS trips
  FROM weekly_group_trips
  GROUP BY origin_cell, destination_cell, part_of_day
)
SELECT COUNT(*) AS trip_groups, MAX(trips) AS largest, SUM(IF(trips > 1, trips, 0)) AS trips_that_share
FROM grouped;


-- 6. Whether the rollups are what the trips say. Every number is the same: 100.

SELECT 'trips' AS counted, COUNT(*) AS trips FROM trips
UNION ALL SELECT 'region rollups', SUM(trips) FROM weekly_region_trips
UNION ALL SELECT 'group rollups', SUM(trips) FROM weekly_group_trips
UNION ALL SELECT CONCAT('cell rollups of level ', level, IF(trip_end = 0, ', by origin', ', by destination')), SUM(trips)
FROM weekly_cell_trips GROUP BY level, trip_end;
