ALTER TABLE `import_chunks` ADD `flags_listed` bigint unsigned DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `check_totals` json;--> statement-breakpoint
ALTER TABLE `rejects` ADD `kept` boolean DEFAULT false NOT NULL;