import { connect as connectSocket, type Socket } from 'node:net'

/** What mysql2 hands to a factory of sockets. */
type Address = { config: { host: string; port: number; socketPath?: string } }

/**
 * Sockets for mysql2 that give up when not one byte has moved either way for `silenceMs`: a connection whose other end is gone
 * without a word (a cable, a firewall that forgot it) would keep a statement waiting for hours. It must be above
 * innodb_lock_wait_timeout (50 s), the longest a healthy statement of ours is silent.
 */
export const socketWithin =
  (silenceMs: number) =>
  ({ config: { host, port, socketPath } }: Address): Socket => {
    const socket = socketPath ? connectSocket(socketPath) : connectSocket(port, host)
    const silent = () =>
      Object.assign(new Error(`the database has been silent for ${silenceMs / 1000} s`), { code: 'ETIMEDOUT', fatal: true })
    return socket
      .setNoDelay(true)
      .setKeepAlive(true)
      .setTimeout(silenceMs, () => socket.destroy(silent()))
  }
