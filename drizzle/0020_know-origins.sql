-- Where the trips of a region start; of rows from before nothing is known. One statement, and none where it was done by a start that was
-- interrupted before it could say so.
SET @adding = IF(
  EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'weekly_region_rollups' AND column_name = 'origin_level'),
  'DO 0',
  'ALTER TABLE `weekly_region_rollups`
    ADD `origin_level` tinyint unsigned DEFAULT 0 NOT NULL,
    ADD `origin_cells` smallint unsigned DEFAULT 0 NOT NULL,
    ADD `packed_origins` mediumblob NOT NULL'
);--> statement-breakpoint
PREPARE adding FROM @adding;--> statement-breakpoint
EXECUTE adding;--> statement-breakpoint
DEALLOCATE PREPARE adding;
