/**
 * What a committed chunk promises to whoever reads it. The ledger, `import_chunks`, says where rows of a file went; the trips and counts
 * of a chunk lie in the rows of its **host**: the chunk itself, or since it was merged the one that `stored_in` names.
 *
 * - Every trip of a host is in one segment by origin and in one by destination; where it hosts several chunks, `owner_columns` tell
 *   them apart.
 * - `weekly_cell_rollups` count at each level what lies in finer segments, and nothing else; so both together are all trips.
 * - Rows in `weekly_hour_rollups` say that the hours of all its trips are counted there, by cell; rows in `weekly_region_hour_rollups` of a region, or in
 *   `weekly_group_hour_rollups`, that they are by region, or by group; those of region 0 that they are all together. Rows in `cell_flow_rollups` say that flows are.
 * - A row in `weekly_area_rollups` with end 0 and part 0 says that it is counted for that area, by both ends.
 * - The version in `dataset` grows with every chunk that is committed, taken back or rebuilt, and never otherwise: a merge changes no answer.
 *
 * Each of these changes in one transaction, which first locks the chunks of the ledger.
 */

/** The host of a chunk, in SQL; of the table under an alias. */
export const hostOf = (alias?: string): string => {
  const column = (name: string) => (alias ? `${alias}.${name}` : name)
  return `COALESCE(${column('stored_in')}, ${column('id')})`
}

/** Whether import `i` may still change its chunks, in SQL: it is being read, or is to be taken back. */
export const isAtWork = "(i.state <> 'done' OR i.requested IS NOT NULL)"
