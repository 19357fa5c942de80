CREATE TABLE `import_chunks` (
	`id` int unsigned AUTO_INCREMENT NOT NULL,
	`import_id` int unsigned NOT NULL,
	`chunk_no` int unsigned NOT NULL,
	`byte_from` bigint unsigned NOT NULL DEFAULT 0,
	`byte_to` bigint unsigned NOT NULL DEFAULT 0,
	`line_from` bigint unsigned NOT NULL DEFAULT 0,
	`line_to` bigint unsigned NOT NULL DEFAULT 0,
	`rows_read` bigint unsigned NOT NULL DEFAULT 0,
	`rows_stored` bigint unsigned NOT NULL DEFAULT 0,
	`rows_rejected` bigint unsigned NOT NULL DEFAULT 0,
	`rows_skipped` bigint unsigned NOT NULL DEFAULT 0,
	`digest` char(16) NOT NULL,
	CONSTRAINT `import_chunks_id` PRIMARY KEY(`id`),
	CONSTRAINT `import_chunks_of_import` UNIQUE(`import_id`,`chunk_no`)
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` int unsigned AUTO_INCREMENT NOT NULL,
	`version` int unsigned NOT NULL DEFAULT 1,
	`file_name` varchar(255) NOT NULL,
	`byte_size` bigint unsigned NOT NULL,
	`sha256` char(64) NOT NULL,
	`live_sha256` char(64),
	`state` enum('received','staged','mapped','loading','folding','verifying','done','failed','cancelled','undone') NOT NULL DEFAULT 'received',
	`requested` enum('cancel','undo'),
	`is_sample` boolean NOT NULL DEFAULT false,
	`duplicates` enum('keep','skip') NOT NULL DEFAULT 'keep',
	`options` json NOT NULL,
	`mapping` json,
	`mapping_text` text,
	`rows_read` bigint unsigned NOT NULL DEFAULT 0,
	`rows_stored` bigint unsigned NOT NULL DEFAULT 0,
	`rows_rejected` bigint unsigned NOT NULL DEFAULT 0,
	`rows_skipped` bigint unsigned NOT NULL DEFAULT 0,
	`equal_rows_kept` bigint unsigned,
	`bytes_done` bigint unsigned NOT NULL DEFAULT 0,
	`bytes_total` bigint unsigned,
	`rows_per_second` double,
	`seconds_left` double,
	`problem_code` varchar(32),
	`problem_message` text,
	`spool_name` varchar(64) NOT NULL,
	`lease_token` char(36),
	`lease_host` varchar(191),
	`lease_pid` int unsigned,
	`lease_until` datetime(3),
	`attempts` smallint unsigned NOT NULL DEFAULT 0,
	`created_at` datetime(3) NOT NULL,
	`started_at` datetime(3),
	`finished_at` datetime(3),
	CONSTRAINT `imports_id` PRIMARY KEY(`id`),
	CONSTRAINT `imports_live_sha256` UNIQUE(`live_sha256`)
);
--> statement-breakpoint
CREATE TABLE `rejects` (
	`chunk` int unsigned NOT NULL,
	`line` bigint unsigned NOT NULL,
	`byte_offset` bigint unsigned NOT NULL,
	`column_name` varchar(191) NOT NULL,
	`code` varchar(32) NOT NULL,
	`reason` varchar(500) NOT NULL,
	`text` mediumblob NOT NULL,
	CONSTRAINT `rejects_key` PRIMARY KEY(`chunk`,`line`,`byte_offset`)
);
--> statement-breakpoint
CREATE TABLE `dataset` (
	`id` tinyint unsigned NOT NULL,
	`version` int unsigned NOT NULL,
	CONSTRAINT `dataset_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `datasources` (
	`id` int unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(191) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	CONSTRAINT `datasources_id` PRIMARY KEY(`id`),
	CONSTRAINT `datasources_name` UNIQUE(`name`)
);
--> statement-breakpoint
CREATE TABLE `ordinals` (
	`i` smallint unsigned NOT NULL,
	CONSTRAINT `ordinals_i` PRIMARY KEY(`i`)
);
--> statement-breakpoint
CREATE TABLE `regions` (
	`id` int unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(191) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	CONSTRAINT `regions_id` PRIMARY KEY(`id`),
	CONSTRAINT `regions_name` UNIQUE(`name`)
);
--> statement-breakpoint
CREATE TABLE `trip_segments` (
	`trip_end` tinyint unsigned NOT NULL,
	`cell` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`part` smallint unsigned NOT NULL,
	`trips` smallint unsigned NOT NULL,
	`time_min` int unsigned NOT NULL,
	`time_max` int unsigned NOT NULL,
	`near_columns` mediumblob NOT NULL,
	`far_columns` mediumblob NOT NULL,
	CONSTRAINT `trip_segments_key` PRIMARY KEY(`trip_end`,`cell`,`chunk`,`part`)
);
--> statement-breakpoint
CREATE TABLE `weekly_cell_rollups` (
	`trip_end` tinyint unsigned NOT NULL,
	`level` tinyint unsigned NOT NULL,
	`cell` int unsigned NOT NULL,
	`week` smallint unsigned NOT NULL,
	`datasource` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	CONSTRAINT `weekly_cell_rollups_key` PRIMARY KEY(`trip_end`,`level`,`cell`,`week`,`datasource`,`chunk`)
);
--> statement-breakpoint
CREATE TABLE `weekly_group_rollups` (
	`origin_cell` int unsigned NOT NULL,
	`destination_cell` int unsigned NOT NULL,
	`hour` tinyint unsigned NOT NULL,
	`week` smallint unsigned NOT NULL,
	`datasource` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	CONSTRAINT `weekly_group_rollups_key` PRIMARY KEY(`origin_cell`,`destination_cell`,`hour`,`week`,`datasource`,`chunk`)
);
--> statement-breakpoint
CREATE TABLE `weekly_region_rollups` (
	`region` int unsigned NOT NULL,
	`week` smallint unsigned NOT NULL,
	`datasource` int unsigned NOT NULL,
	`chunk` int unsigned NOT NULL,
	`trips` int unsigned NOT NULL,
	`time_min` int unsigned NOT NULL,
	`time_max` int unsigned NOT NULL,
	CONSTRAINT `weekly_region_rollups_key` PRIMARY KEY(`region`,`week`,`datasource`,`chunk`)
);
--> statement-breakpoint
CREATE INDEX `imports_state` ON `imports` (`state`);--> statement-breakpoint
CREATE INDEX `trip_segments_chunk` ON `trip_segments` (`chunk`);--> statement-breakpoint
CREATE INDEX `weekly_cell_rollups_chunk` ON `weekly_cell_rollups` (`chunk`);--> statement-breakpoint
CREATE INDEX `weekly_group_rollups_chunk` ON `weekly_group_rollups` (`chunk`);--> statement-breakpoint
CREATE INDEX `weekly_region_rollups_chunk` ON `weekly_region_rollups` (`chunk`);