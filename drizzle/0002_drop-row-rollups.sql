DROP TABLE `weekly_cell_rollups`;--> statement-breakpoint
DROP TABLE `weekly_group_rollups`;