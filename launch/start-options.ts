import { parseArgs } from 'node:util'
import { z } from 'zod'

export const startUsage = `npm start -- [options]        npm run dev -- [options]

  --host HOST       where to listen (HOST; default 127.0.0.1: this machine only)
  --port PORT       the page's port (PORT; default 3000, or the next free one)
  --engine ENGINE   mysql or mariadb, for a private database (default: as at the first start, else MySQL before MariaDB)
  --no-sample       start empty: no sample trips on the first run
`

const flags = z.object({
  host: z.string().optional(),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  engine: z.enum(['mysql', 'mariadb']).optional(),
  'no-sample': z.boolean().default(false),
  dev: z.boolean().default(false),
  help: z.boolean().default(false),
})
export type StartOptions = z.infer<typeof flags>

/** The launcher's flags. Throws one sentence for one that is unknown or makes no sense. */
export function readStartOptions(args: string[]): StartOptions {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      engine: { type: 'string' },
      'no-sample': { type: 'boolean' },
      dev: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const parsed = flags.safeParse(values)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('; '))
}
