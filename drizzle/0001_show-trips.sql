-- Hand-written: drizzle-kit knows no such statements.
INSERT INTO `dataset` (`id`, `version`) VALUES (1, 0);
--> statement-breakpoint
-- 0 … 16383, as many as a segment has trips at most (trips/segment.ts segmentTripsMax).
INSERT INTO `ordinals` (`i`)
SELECT a.d + 4 * b.d + 16 * c.d + 64 * e.d + 256 * f.d + 1024 * g.d + 4096 * h.d
FROM (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) a,
     (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) b,
     (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) c,
     (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) e,
     (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) f,
     (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) g,
     (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) h;
--> statement-breakpoint
-- Every trip as a row, for anyone with a MySQL client. Reads the packed columns of trips/packed-columns.ts: of column c a width
-- byte and four base bytes in the header, then for each trip `width` big-endian bytes of value − base. Degrees are exact decimals.
CREATE VIEW `trips` AS
SELECT
  k.import_id AS import_id,
  s.chunk AS chunk,
  r.name AS region,
  ((CAST(CONV(HEX(SUBSTR(s.near_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + s.trips * (ORD(SUBSTR(s.near_columns, 1, 1))) + o.i * ORD(SUBSTR(s.near_columns, 6, 1)), ORD(SUBSTR(s.near_columns, 6, 1)))), 16, 10) AS SIGNED))) - 2147483648) * 0.0000001 AS origin_lon,
  ((CAST(CONV(HEX(SUBSTR(s.near_columns, 12, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 11, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + s.trips * (ORD(SUBSTR(s.near_columns, 1, 1)) + ORD(SUBSTR(s.near_columns, 6, 1))) + o.i * ORD(SUBSTR(s.near_columns, 11, 1)), ORD(SUBSTR(s.near_columns, 11, 1)))), 16, 10) AS SIGNED))) - 2147483648) * 0.0000001 AS origin_lat,
  ((CAST(CONV(HEX(SUBSTR(s.far_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.far_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.far_columns, 11 + o.i * ORD(SUBSTR(s.far_columns, 1, 1)), ORD(SUBSTR(s.far_columns, 1, 1)))), 16, 10) AS SIGNED))) - 2147483648) * 0.0000001 AS destination_lon,
  ((CAST(CONV(HEX(SUBSTR(s.far_columns, 7, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.far_columns, 6, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.far_columns, 11 + s.trips * (ORD(SUBSTR(s.far_columns, 1, 1))) + o.i * ORD(SUBSTR(s.far_columns, 6, 1)), ORD(SUBSTR(s.far_columns, 6, 1)))), 16, 10) AS SIGNED))) - 2147483648) * 0.0000001 AS destination_lat,
  CAST('1970-01-01 00:00:00' AS DATETIME) + INTERVAL (CAST(CONV(HEX(SUBSTR(s.near_columns, 2, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 1, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + o.i * ORD(SUBSTR(s.near_columns, 1, 1)), ORD(SUBSTR(s.near_columns, 1, 1)))), 16, 10) AS SIGNED))) SECOND AS datetime,
  d.name AS datasource
FROM trip_segments s
JOIN ordinals o ON o.i < s.trips
JOIN import_chunks k ON k.id = s.chunk
JOIN regions r ON r.id = (CAST(CONV(HEX(SUBSTR(s.near_columns, 22, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 21, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + s.trips * (ORD(SUBSTR(s.near_columns, 1, 1)) + ORD(SUBSTR(s.near_columns, 6, 1)) + ORD(SUBSTR(s.near_columns, 11, 1)) + ORD(SUBSTR(s.near_columns, 16, 1))) + o.i * ORD(SUBSTR(s.near_columns, 21, 1)), ORD(SUBSTR(s.near_columns, 21, 1)))), 16, 10) AS SIGNED)))
JOIN datasources d ON d.id = (CAST(CONV(HEX(SUBSTR(s.near_columns, 17, 4)), 16, 10) AS SIGNED) + IF(ORD(SUBSTR(s.near_columns, 16, 1)) = 0, 0, CAST(CONV(HEX(SUBSTR(s.near_columns, 26 + s.trips * (ORD(SUBSTR(s.near_columns, 1, 1)) + ORD(SUBSTR(s.near_columns, 6, 1)) + ORD(SUBSTR(s.near_columns, 11, 1))) + o.i * ORD(SUBSTR(s.near_columns, 16, 1)), ORD(SUBSTR(s.near_columns, 16, 1)))), 16, 10) AS SIGNED)))
WHERE s.trip_end = 0;
