import { installEngine } from './install-engine.ts'
import { NoEngineError, type PrivateServer, type PrivateServerOptions, startPrivateServer } from './private-server.ts'

/** Starts a private server; where no engine is found, installs MariaDB first if that can be done without a question. */
export async function startOrInstall(options: PrivateServerOptions, log: (line: string) => void): Promise<PrivateServer> {
  try {
    return await startPrivateServer(options)
  } catch (error) {
    if (!(error instanceof NoEngineError) || error.kind === 'mysql' || !installEngine(log)) throw error
    return startPrivateServer(options)
  }
}
