-- May be begun again after an interruption.
CREATE TABLE IF NOT EXISTS `weekly_area_rollups` (
	`area` int unsigned NOT NULL,
	`trip_end` tinyint unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`part` smallint unsigned NOT NULL,
	`counts` smallint unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	`week_min` smallint unsigned NOT NULL,
	`week_max` smallint unsigned NOT NULL,
	`packed_columns` mediumblob NOT NULL,
	CONSTRAINT `weekly_area_rollups_key` PRIMARY KEY(`area`,`trip_end`,`chunk`,`part`),
	KEY `weekly_area_rollups_chunk` (`chunk`)
);
--> statement-breakpoint
-- Every count of a saved area as a row.
CREATE OR REPLACE VIEW `weekly_area_trips` AS
SELECT
  a.name AS area,
  p.trip_end AS trip_end,
  p.chunk AS chunk,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 16 + o.i * ORD(SUBSTR(p.packed_columns, 1, 1)), ORD(SUBSTR(p.packed_columns, 1, 1)))), 16, 10) AS SIGNED))) AS week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 16 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 6, 1)), ORD(SUBSTR(p.packed_columns, 6, 1)))), 16, 10) AS SIGNED))) AS datasource,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 16 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 11, 1)), ORD(SUBSTR(p.packed_columns, 11, 1)))), 16, 10) AS SIGNED))) AS trips
FROM weekly_area_rollups p
JOIN areas a ON a.id = p.area
JOIN ordinals o ON o.i < p.counts;
