-- A row for each region and datasource of a chunk, its weeks packed; there was one for each week. May be begun again after an interruption.
DROP TABLE IF EXISTS `weekly_region_rollups_packed`;
--> statement-breakpoint
CREATE TABLE `weekly_region_rollups_packed` (
	`region` int unsigned NOT NULL,
	`datasource` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`counts` smallint unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	`week_min` smallint unsigned NOT NULL,
	`week_max` smallint unsigned NOT NULL,
	`packed_columns` mediumblob NOT NULL,
	`time_min` int unsigned NOT NULL,
	`time_max` int unsigned NOT NULL,
	CONSTRAINT `weekly_region_rollups_key` PRIMARY KEY(`region`,`datasource`,`chunk`),
	KEY `weekly_region_rollups_chunk` (`chunk`)
);
--> statement-breakpoint
SET @by_week = EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'weekly_region_rollups' AND column_name = 'week');
--> statement-breakpoint
-- 7,100 weeks of 8 digits are the most there are.
SET SESSION group_concat_max_len = 1048576;
--> statement-breakpoint
-- As trips/packed-columns.ts packs: of each column width and base, then the values.
SET @packing = IF(@by_week, 'INSERT INTO weekly_region_rollups_packed
  SELECT region, datasource, chunk, COUNT(*), SUM(trips), MIN(week), MAX(week),
    CONCAT(UNHEX(''02000000000400000000''),
      UNHEX(GROUP_CONCAT(LPAD(HEX(week), 4, ''0'') ORDER BY week SEPARATOR '''')),
      UNHEX(GROUP_CONCAT(LPAD(HEX(trips), 8, ''0'') ORDER BY week SEPARATOR ''''))),
    MIN(time_min), MAX(time_max)
  FROM weekly_region_rollups GROUP BY region, datasource, chunk', 'DO 0');
--> statement-breakpoint
PREPARE packing FROM @packing;
--> statement-breakpoint
EXECUTE packing;
--> statement-breakpoint
DEALLOCATE PREPARE packing;
--> statement-breakpoint
SET @swapping = IF(@by_week, 'RENAME TABLE weekly_region_rollups TO weekly_region_rollups_by_week, weekly_region_rollups_packed TO weekly_region_rollups', 'DO 0');
--> statement-breakpoint
PREPARE swapping FROM @swapping;
--> statement-breakpoint
EXECUTE swapping;
--> statement-breakpoint
DEALLOCATE PREPARE swapping;
--> statement-breakpoint
-- What a worker of the version before may have merged in between: without its rows such a chunk is counted anew (db/rebuild-rollups.ts).
SET @checking = IF(EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'weekly_region_rollups_by_week'),
  'DELETE FROM weekly_region_rollups WHERE chunk IN (SELECT chunk FROM (
    SELECT packed.chunk FROM (SELECT chunk, SUM(trips) AS trips FROM weekly_region_rollups GROUP BY chunk) AS packed
    LEFT JOIN (SELECT chunk, SUM(trips) AS trips FROM weekly_region_rollups_by_week GROUP BY chunk) AS counted ON counted.chunk = packed.chunk
    WHERE counted.trips IS NULL OR counted.trips <> packed.trips) AS changed)', 'DO 0');
--> statement-breakpoint
PREPARE checking FROM @checking;
--> statement-breakpoint
EXECUTE checking;
--> statement-breakpoint
DEALLOCATE PREPARE checking;
--> statement-breakpoint
DROP TABLE IF EXISTS `weekly_region_rollups_by_week`, `weekly_region_rollups_packed`;
--> statement-breakpoint
-- Every count of a region as a row.
CREATE OR REPLACE VIEW `weekly_region_trips` AS
SELECT
  p.region AS region,
  p.datasource AS datasource,
  p.chunk AS chunk,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 11 + o.i * ORD(SUBSTR(p.packed_columns, 1, 1)), ORD(SUBSTR(p.packed_columns, 1, 1)))), 16, 10) AS SIGNED))) AS week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 11 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 6, 1)), ORD(SUBSTR(p.packed_columns, 6, 1)))), 16, 10) AS SIGNED))) AS trips
FROM weekly_region_rollups p
JOIN ordinals o ON o.i < p.counts;
--> statement-breakpoint
-- With a thousand datasources over years there are more parts than a smallint holds.
ALTER TABLE `weekly_cell_rollups` MODIFY `part` int unsigned NOT NULL;
--> statement-breakpoint
ALTER TABLE `weekly_hour_rollups` MODIFY `part` int unsigned NOT NULL;
--> statement-breakpoint
ALTER TABLE `weekly_group_rollups` MODIFY `part` int unsigned NOT NULL;
