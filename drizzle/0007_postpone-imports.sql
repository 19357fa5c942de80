ALTER TABLE `imports` ADD `waiting_for` varchar(500), ADD `file_dropped_at` datetime(3);
