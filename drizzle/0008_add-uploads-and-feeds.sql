CREATE TABLE `feeds` (
	`name` varchar(64) NOT NULL,
	`url` varchar(2000) NOT NULL,
	`schedule` varchar(100) NOT NULL,
	`enabled` boolean NOT NULL,
	`options` json NOT NULL,
	`next_run_at` datetime(3),
	`last_run_at` datetime(3),
	`last_result` enum('imported','unchanged','failed'),
	`last_message` text,
	`last_import_id` int unsigned,
	`etag` varchar(255),
	`last_modified` varchar(64),
	`sha256` char(64),
	`lease_token` char(36),
	`lease_until` datetime(3),
	CONSTRAINT `feeds_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
CREATE TABLE `uploads` (
	`id` char(36) NOT NULL,
	`byte_size` bigint unsigned NOT NULL,
	`metadata` json NOT NULL,
	`import_id` int unsigned,
	`refusal` json,
	`lease_token` char(36),
	`lease_until` datetime(3),
	`wanted` boolean NOT NULL DEFAULT false,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `uploads_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE INDEX `feeds_next_run_at` ON `feeds` (`next_run_at`);--> statement-breakpoint
CREATE INDEX `uploads_expires_at` ON `uploads` (`expires_at`);