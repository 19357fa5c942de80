-- Segments hold up to 288 trips from here on, and fewer cells are counted. Without region rollups everything is stored anew when the
-- migration is done (db/rebuild-rollups.ts). May be begun again after an interruption.
TRUNCATE TABLE `weekly_region_rollups`;
