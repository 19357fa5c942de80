-- May be begun again after an interruption. Chunks that were merged before have no such counts: `tripfold rebuild` makes them, until then their trips
-- are read.
CREATE TABLE IF NOT EXISTS `cell_flow_rollups` (
	`trip_end` tinyint unsigned NOT NULL,
	`level` tinyint unsigned NOT NULL,
	`block` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`part` int unsigned NOT NULL,
	`counts` smallint unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	`week_min` smallint unsigned NOT NULL,
	`week_max` smallint unsigned NOT NULL,
	`packed_columns` mediumblob NOT NULL,
	CONSTRAINT `cell_flow_rollups_key` PRIMARY KEY(`trip_end`,`level`,`block`,`chunk`,`part`),
	KEY `cell_flow_rollups_chunk` (`chunk`)
);
--> statement-breakpoint
-- Every count of flows as a row.
CREATE OR REPLACE VIEW `cell_flow_trips` AS
SELECT
  p.chunk AS chunk,
  p.trip_end AS trip_end,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + o.i * ORD(SUBSTR(p.packed_columns, 1, 1)), ORD(SUBSTR(p.packed_columns, 1, 1)))), 16, 10) AS SIGNED))) AS cell,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 6, 1)), ORD(SUBSTR(p.packed_columns, 6, 1)))), 16, 10) AS SIGNED))) AS far_cell,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 11, 1)), ORD(SUBSTR(p.packed_columns, 11, 1)))), 16, 10) AS SIGNED))) AS hour,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 27, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 26, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1)) + ORD(SUBSTR(p.packed_columns, 16, 1)) + ORD(SUBSTR(p.packed_columns, 21, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 26, 1)), ORD(SUBSTR(p.packed_columns, 26, 1)))), 16, 10) AS SIGNED))) AS trips
FROM cell_flow_rollups p
JOIN ordinals o ON o.i < p.counts;
