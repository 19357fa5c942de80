ALTER TABLE `import_chunks` ADD `stored_in` int unsigned, ADD INDEX `import_chunks_stored_in` (`stored_in`);
