ALTER TABLE `imports` ADD `waiting_for` varchar(500);--> statement-breakpoint
ALTER TABLE `imports` ADD `file_dropped_at` datetime(3);