-- May be begun again after an interruption.
CREATE TABLE IF NOT EXISTS `areas` (
	`id` int unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(191) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`polygons` json NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`changed_at` datetime(3) NOT NULL,
	CONSTRAINT `areas_id` PRIMARY KEY(`id`),
	CONSTRAINT `areas_name` UNIQUE(`name`)
);
