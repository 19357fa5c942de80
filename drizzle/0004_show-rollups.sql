-- Hand-written: drizzle-kit knows no views. Packed columns (trips/packed-columns.ts): of column c a width byte and four base
-- bytes in the header, then for each row `width` big-endian bytes of value − base.

-- Every trip as a row, for anyone with a MySQL client. Degrees are exact decimals. A trip of merged chunks keeps its own.
CREATE OR REPLACE VIEW `trips` AS
SELECT
  k.import_id AS import_id,
  k.id AS chunk,
  r.name AS region,
  ((CAST(CONV(HEX(SUBSTR(s.near_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + s.trips * (ORD(SUBSTR(s.near_columns, 1, 1))) + o.i * ORD(SUBSTR(s.near_columns, 6, 1)), ORD(SUBSTR(s.near_columns, 6, 1)))), 16, 10) AS SIGNED))) - 2147483648) * 0.0000001 AS origin_lon,
  ((CAST(CONV(HEX(SUBSTR(s.near_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + s.trips * (ORD(SUBSTR(s.near_columns, 1, 1)) + ORD(SUBSTR(s.near_columns, 6, 1))) + o.i * ORD(SUBSTR(s.near_columns, 11, 1)), ORD(SUBSTR(s.near_columns, 11, 1)))), 16, 10) AS SIGNED))) - 2147483648) * 0.0000001 AS origin_lat,
  ((CAST(CONV(HEX(SUBSTR(s.far_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.far_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.far_columns, 11 + o.i * ORD(SUBSTR(s.far_columns, 1, 1)), ORD(SUBSTR(s.far_columns, 1, 1)))), 16, 10) AS SIGNED))) - 2147483648) * 0.0000001 AS destination_lon,
  ((CAST(CONV(HEX(SUBSTR(s.far_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.far_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.far_columns, 11 + s.trips * (ORD(SUBSTR(s.far_columns, 1, 1))) + o.i * ORD(SUBSTR(s.far_columns, 6, 1)), ORD(SUBSTR(s.far_columns, 6, 1)))), 16, 10) AS SIGNED))) - 2147483648) * 0.0000001 AS destination_lat,
  CAST('1970-01-01 00:00:00' AS DATETIME) + INTERVAL (CAST(CONV(HEX(SUBSTR(s.near_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + o.i * ORD(SUBSTR(s.near_columns, 1, 1)), ORD(SUBSTR(s.near_columns, 1, 1)))), 16, 10) AS SIGNED))) SECOND AS datetime,
  d.name AS datasource
FROM trip_segments s
JOIN ordinals o ON o.i < s.trips
JOIN import_chunks k ON k.id = COALESCE((CAST(CONV(HEX(SUBSTR(s.owner_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.owner_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.owner_columns, 6 + o.i * ORD(SUBSTR(s.owner_columns, 1, 1)), ORD(SUBSTR(s.owner_columns, 1, 1)))), 16, 10) AS SIGNED))), s.chunk)
JOIN regions r ON r.id = (CAST(CONV(HEX(SUBSTR(s.near_columns, 22, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 21, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + s.trips * (ORD(SUBSTR(s.near_columns, 1, 1)) + ORD(SUBSTR(s.near_columns, 6, 1)) + ORD(SUBSTR(s.near_columns, 11, 1)) + ORD(SUBSTR(s.near_columns, 16, 1))) + o.i * ORD(SUBSTR(s.near_columns, 21, 1)), ORD(SUBSTR(s.near_columns, 21, 1)))), 16, 10) AS SIGNED)))
JOIN datasources d ON d.id = (CAST(CONV(HEX(SUBSTR(s.near_columns, 17, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 16, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + s.trips * (ORD(SUBSTR(s.near_columns, 1, 1)) + ORD(SUBSTR(s.near_columns, 6, 1)) + ORD(SUBSTR(s.near_columns, 11, 1))) + o.i * ORD(SUBSTR(s.near_columns, 16, 1)), ORD(SUBSTR(s.near_columns, 16, 1)))), 16, 10) AS SIGNED)))
WHERE s.trip_end = 0;
--> statement-breakpoint
-- Every count of the cell rollups as a row; a cell, week and datasource has one for each chunk.
CREATE OR REPLACE VIEW `weekly_cell_trips` AS
SELECT
  p.trip_end AS trip_end,
  p.level AS level,
  p.chunk AS chunk,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 21 + o.i * ORD(SUBSTR(p.packed_columns, 1, 1)), ORD(SUBSTR(p.packed_columns, 1, 1)))), 16, 10) AS SIGNED))) AS cell,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 21 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 6, 1)), ORD(SUBSTR(p.packed_columns, 6, 1)))), 16, 10) AS SIGNED))) AS week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 21 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 11, 1)), ORD(SUBSTR(p.packed_columns, 11, 1)))), 16, 10) AS SIGNED))) AS datasource,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 17, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 16, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 21 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 16, 1)), ORD(SUBSTR(p.packed_columns, 16, 1)))), 16, 10) AS SIGNED))) AS trips
FROM weekly_cell_rollups p
JOIN ordinals o ON o.i < p.counts;
--> statement-breakpoint
-- Every count of the group rollups as a row.
CREATE OR REPLACE VIEW `weekly_group_trips` AS
SELECT
  p.chunk AS chunk,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + o.i * ORD(SUBSTR(p.packed_columns, 1, 1)), ORD(SUBSTR(p.packed_columns, 1, 1)))), 16, 10) AS SIGNED))) AS origin_cell,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 6, 1)), ORD(SUBSTR(p.packed_columns, 6, 1)))), 16, 10) AS SIGNED))) AS destination_cell,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 11, 1)), ORD(SUBSTR(p.packed_columns, 11, 1)))), 16, 10) AS SIGNED))) AS hour,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 17, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 16, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 16, 1)), ORD(SUBSTR(p.packed_columns, 16, 1)))), 16, 10) AS SIGNED))) AS week,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 22, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 21, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1)) + ORD(SUBSTR(p.packed_columns, 16, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 21, 1)), ORD(SUBSTR(p.packed_columns, 21, 1)))), 16, 10) AS SIGNED))) AS datasource,
  (CAST(CONV(HEX(SUBSTR(p.packed_columns, 27, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(p.packed_columns, 26, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(p.packed_columns, 31 + p.counts * (ORD(SUBSTR(p.packed_columns, 1, 1)) + ORD(SUBSTR(p.packed_columns, 6, 1)) + ORD(SUBSTR(p.packed_columns, 11, 1)) + ORD(SUBSTR(p.packed_columns, 16, 1)) + ORD(SUBSTR(p.packed_columns, 21, 1))) + o.i * ORD(SUBSTR(p.packed_columns, 26, 1)), ORD(SUBSTR(p.packed_columns, 26, 1)))), 16, 10) AS SIGNED))) AS trips
FROM weekly_group_rollups p
JOIN ordinals o ON o.i < p.counts;
