ALTER TABLE `import_chunks` ADD `stored_in` int unsigned;--> statement-breakpoint
CREATE INDEX `import_chunks_stored_in` ON `import_chunks` (`stored_in`);