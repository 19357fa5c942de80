#!/usr/bin/env node
// The `tripfold` command: its program is TypeScript, which tsx reads.
import { register } from 'tsx/esm/api'

register()
await import('../ingest/cli.ts')
