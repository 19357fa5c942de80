-- How often each cell was split; of rows from before nothing is known. One statement, and none where it was done by a start that was
-- interrupted before it could say so.
SET @adding = IF(
  EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'weekly_cell_rollups' AND column_name = 'split_1'),
  'DO 0',
  'ALTER TABLE `weekly_cell_rollups`
    ADD `split_1` smallint unsigned DEFAULT 65535 NOT NULL,
    ADD `split_2` smallint unsigned DEFAULT 65535 NOT NULL,
    ADD `split_3` smallint unsigned DEFAULT 65535 NOT NULL,
    ADD `split_4` smallint unsigned DEFAULT 65535 NOT NULL'
);--> statement-breakpoint
PREPARE adding FROM @adding;--> statement-breakpoint
EXECUTE adding;--> statement-breakpoint
DEALLOCATE PREPARE adding;
