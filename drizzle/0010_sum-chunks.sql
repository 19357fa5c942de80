-- One statement, so that it is done or not: it reads every segment.
ALTER TABLE `trip_segments` DROP INDEX `trip_segments_chunk`, ADD INDEX `trip_segments_chunk` (`chunk`,`trip_end`,`cell`,`part`,`trips`);
