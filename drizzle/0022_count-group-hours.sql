-- May be begun again after an interruption. Chunks that were merged before have no such counts: `tripfold rebuild` makes them, until then their trips
-- are read.
CREATE TABLE IF NOT EXISTS `weekly_group_hour_rollups` (
	`origin_block` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`part` int unsigned NOT NULL,
	`counts` smallint unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	`week_min` smallint unsigned NOT NULL,
	`week_max` smallint unsigned NOT NULL,
	`packed_columns` mediumblob NOT NULL,
	CONSTRAINT `weekly_group_hour_rollups_key` PRIMARY KEY(`origin_block`,`chunk`,`part`),
	KEY `weekly_group_hour_rollups_chunk` (`chunk`)
);
--> statement-breakpoint
-- Every count of groups by hour of the week as a row; hour 0 is Monday's first.
CREATE OR REPLACE VIEW `weekly_group_hour_trips` AS
SELECT
  p.chunk AS chunk,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + o.i * ORD(SUBSTR(p.packed_columns, 1, 1)), ORD(SUBSTR(p.packed_columns, 1, 1)))), 16, 10) AS SIGNED))) AS origin_cell,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 6, 1)), ORD(SUBSTR(p.packed_columns, 6, 1)))), 16, 10) AS SIGNED))) AS destination_cell,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 11, 1)), ORD(SUBSTR(p.packed_columns, 11, 1)))), 16, 10) AS SIGNED))) AS hour_of_week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 17, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 16, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 16, 1)), ORD(SUBSTR(p.packed_columns, 16, 1)))), 16, 10) AS SIGNED))) AS week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 22, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 21, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1)) + ORD(SUBSTR(p.packed_columns, 16, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 21, 1)), ORD(SUBSTR(p.packed_columns, 21, 1)))), 16, 10) AS SIGNED))) AS datasource,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 27, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 26, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1)) + ORD(SUBSTR(p.packed_columns, 16, 1)) + ORD(SUBSTR(p.packed_columns, 21, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 26, 1)), ORD(SUBSTR(p.packed_columns, 26, 1)))), 16, 10) AS SIGNED))) AS trips
FROM weekly_group_hour_rollups p
JOIN ordinals o ON o.i < p.counts;
--> statement-breakpoint
-- The same of regions, without the counts of all trips, which are kept under no region.
CREATE OR REPLACE VIEW `weekly_region_hour_trips` AS
SELECT
  p.chunk AS chunk,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + o.i * ORD(SUBSTR(p.packed_columns, 1, 1)), ORD(SUBSTR(p.packed_columns, 1, 1)))), 16, 10) AS SIGNED))) AS region,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 6, 1)), ORD(SUBSTR(p.packed_columns, 6, 1)))), 16, 10) AS SIGNED))) AS hour_of_week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 11, 1)), ORD(SUBSTR(p.packed_columns, 11, 1)))), 16, 10) AS SIGNED))) AS week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 17, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 16, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 16, 1)), ORD(SUBSTR(p.packed_columns, 16, 1)))), 16, 10) AS SIGNED))) AS datasource,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 22, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 21, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1)) + ORD(SUBSTR(p.packed_columns, 16, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 21, 1)), ORD(SUBSTR(p.packed_columns, 21, 1)))), 16, 10) AS SIGNED))) AS trips
FROM weekly_region_hour_rollups p
JOIN ordinals o ON o.i < p.counts
WHERE p.region <> 0;
