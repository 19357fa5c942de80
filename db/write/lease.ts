/** What a worker shows to prove that an import is still its own: every write it makes must find this token in the row. */
export type Lease = { importId: number; token: string }

/** Another worker has taken the import over, or somebody ended it: whatever was being written is rolled back. */
export class LeaseLost extends Error {
  constructor(lease: Lease) {
    super(`import ${lease.importId} is no longer held by this worker`)
    this.name = 'LeaseLost'
  }
}

/**
 * A worker that shows no sign of life for this long may be replaced. Long enough for a chunk on a busy machine (about 1 s);
 * a dead worker on the same machine is recognised at once by its process id.
 */
export const leaseSeconds = 20
export const heartbeatMs = 5000
