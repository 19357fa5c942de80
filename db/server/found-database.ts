export type FoundDatabase = {
  /** mysql://user:password@host:port/database; the database exists, it may be empty. */
  url: string
  /** What was found, for the person who started Tripfold. */
  said: string
  /** Settles when a server that is our own child has ended; of any other, never. */
  exited: Promise<string>
  /** Stops what was started here, and nothing else. */
  stop(): Promise<void>
}

/** For servers that are not our children. */
export const never = new Promise<string>(() => {})
