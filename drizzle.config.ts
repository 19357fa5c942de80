import { defineConfig } from 'drizzle-kit'

/** For `drizzle-kit generate --name <verb-name>` only; migrations are run by db/migrate.ts. */
export default defineConfig({ dialect: 'mysql', schema: './db/schema/*.ts', out: './drizzle' })
