-- The first and the last time without reading every region. One statement, and none where it was done by a start that was interrupted before
-- it could say so.
SET @adding = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'weekly_region_rollups_first'),
  'DO 0',
  'ALTER TABLE `weekly_region_rollups`
    ADD INDEX `weekly_region_rollups_first` (`time_min`),
    ADD INDEX `weekly_region_rollups_last` (`time_max`)'
);--> statement-breakpoint
PREPARE adding FROM @adding;--> statement-breakpoint
EXECUTE adding;--> statement-breakpoint
DEALLOCATE PREPARE adding;
