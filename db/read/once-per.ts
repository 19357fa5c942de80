import type { Snapshot } from './snapshot.ts'

/** Reads something of a snapshot once for each key, however many parts of an answer ask. */
export function oncePer<Value, Key = void>(
  read: (snapshot: Snapshot, key: Key) => Promise<Value>,
): (snapshot: Snapshot, key: Key) => Promise<Value> {
  const known = new WeakMap<Snapshot['tx'], Map<Key, Promise<Value>>>()
  return (snapshot, key) => {
    const ofSnapshot = known.get(snapshot.tx) ?? new Map<Key, Promise<Value>>()
    known.set(snapshot.tx, ofSnapshot)
    // Resolved at once: a query of Drizzle's is sent anew each time it is awaited.
    const value = ofSnapshot.get(key) ?? Promise.resolve(read(snapshot, key))
    ofSnapshot.set(key, value)
    return value
  }
}
