DROP TABLE IF EXISTS `weekly_cell_rollups`;--> statement-breakpoint
DROP TABLE IF EXISTS `weekly_group_rollups`;