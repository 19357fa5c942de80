-- May be begun again after an interruption: only the last statement cannot be repeated.
CREATE TABLE IF NOT EXISTS `weekly_cell_rollups` (
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
	CONSTRAINT `weekly_cell_rollups_key` PRIMARY KEY(`trip_end`,`level`,`block`,`chunk`,`part`),
	INDEX `weekly_cell_rollups_chunk` (`chunk`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `weekly_group_rollups` (
	`origin_block` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`part` smallint unsigned NOT NULL,
	`counts` smallint unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	`week_min` smallint unsigned NOT NULL,
	`week_max` smallint unsigned NOT NULL,
	`packed_columns` mediumblob NOT NULL,
	CONSTRAINT `weekly_group_rollups_key` PRIMARY KEY(`origin_block`,`chunk`,`part`),
	INDEX `weekly_group_rollups_chunk` (`chunk`)
);
--> statement-breakpoint
ALTER TABLE `trip_segments` ADD `owner_columns` mediumblob;
