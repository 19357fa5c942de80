-- Segments are of cells of any level from here on, and rollups count only what lies in finer ones. Without region rollups
-- everything is stored anew when the migration is done (db/rebuild-rollups.ts). May be begun again after an interruption; what may
-- fail, for want of room, comes before what is emptied.
ALTER TABLE `trip_segments` MODIFY COLUMN `cell` bigint unsigned NOT NULL;--> statement-breakpoint
TRUNCATE TABLE `weekly_region_rollups`;