CREATE TABLE `mappings` (
	`id` int unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(191) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`signature` char(64),
	`columns` json NOT NULL,
	`mapping` json NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`changed_at` datetime(3) NOT NULL,
	`used_at` datetime(3),
	CONSTRAINT `mappings_id` PRIMARY KEY(`id`),
	CONSTRAINT `mappings_name` UNIQUE(`name`)
);
--> statement-breakpoint
CREATE INDEX `mappings_signature` ON `mappings` (`signature`);