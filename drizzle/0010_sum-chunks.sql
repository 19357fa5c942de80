DROP INDEX `trip_segments_chunk` ON `trip_segments`;--> statement-breakpoint
CREATE INDEX `trip_segments_chunk` ON `trip_segments` (`chunk`,`trip_end`,`cell`,`part`,`trips`);