-- May be begun again after an interruption.
CREATE TABLE IF NOT EXISTS `weekly_hour_rollups` (
	`trip_end` tinyint unsigned NOT NULL,
	`level` tinyint unsigned NOT NULL,
	`block` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`part` smallint unsigned NOT NULL,
	`counts` smallint unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	`week_min` smallint unsigned NOT NULL,
	`week_max` smallint unsigned NOT NULL,
	`packed_columns` mediumblob NOT NULL,
	CONSTRAINT `weekly_hour_rollups_key` PRIMARY KEY(`trip_end`,`level`,`block`,`chunk`,`part`),
	KEY `weekly_hour_rollups_chunk` (`chunk`)
);
--> statement-breakpoint
-- Every count by hour as a row; hour 0 of the week is Monday's first.
CREATE OR REPLACE VIEW `weekly_hour_trips` AS
SELECT
  p.trip_end AS trip_end,
  p.level AS level,
  p.chunk AS chunk,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + o.i * ORD(SUBSTR(p.packed_columns, 1, 1)), ORD(SUBSTR(p.packed_columns, 1, 1)))), 16, 10) AS SIGNED))) AS cell,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 6, 1)), ORD(SUBSTR(p.packed_columns, 6, 1)))), 16, 10) AS SIGNED))) AS hour_of_week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 11, 1)), ORD(SUBSTR(p.packed_columns, 11, 1)))), 16, 10) AS SIGNED))) AS week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 17, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 16, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 16, 1)), ORD(SUBSTR(p.packed_columns, 16, 1)))), 16, 10) AS SIGNED))) AS datasource,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 22, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 21, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 26 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1)) + ORD(SUBSTR(p.packed_columns, 16, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 21, 1)), ORD(SUBSTR(p.packed_columns, 21, 1)))), 16, 10) AS SIGNED))) AS trips
FROM weekly_hour_rollups p
JOIN ordinals o ON o.i < p.counts;
