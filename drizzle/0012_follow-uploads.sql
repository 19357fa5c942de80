-- One statement, so that it is done or not.
ALTER TABLE `imports` MODIFY COLUMN `sha256` char(64), ADD `bytes_received` bigint unsigned, ADD `bytes_wanted` bigint unsigned, ADD `sender_until` datetime(3), ADD `early` enum('reading','returning'), ADD CONSTRAINT `imports_spool_name` UNIQUE(`spool_name`);
