'use client'

import { type ColumnRole, columnRoles } from '#trips/column-roles.ts'
import type { PreviewView } from '#trips/mapping-views.ts'
import styles from './preview.module.css'
import { type PreviewDraft, shownRoles, withRole } from './preview-draft.ts'
import { roleWords } from './role-words.ts'

type Props = { view: PreviewView; draft: PreviewDraft; setDraft: (draft: PreviewDraft) => void }

function RoleSelect({
  view,
  draft,
  setDraft,
  column,
  role,
}: Props & { column: PreviewView['columns'][number]; role?: ColumnRole }) {
  const choose = (chosen: string) =>
    setDraft(
      withRole(
        draft,
        view,
        column.column,
        columnRoles.find((name) => name === chosen),
      ),
    )
  return (
    <select
      aria-label={`Use of column ${column.name}`}
      className={role ? styles.used : styles.unused}
      value={role ?? ''}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">Not used</option>
      {columnRoles.map((name) => (
        <option key={name} value={name}>
          {roleWords[name]}
        </option>
      ))}
    </select>
  )
}

/** The first rows as they are in the file, under what each column is used for. */
export function PreviewTable({ view, draft, setDraft }: Props) {
  const held = Object.entries(shownRoles(draft, view)) as [ColumnRole, number][]
  const roleOf = (column: number) => held.find(([, place]) => place === column)?.[0]
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a pointer
    <section className={styles.table} aria-label="First rows of the file" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {view.columns.map((column) => (
              <th key={column.column} scope="col" className={roleOf(column.column) && styles.chosen}>
                <RoleSelect {...{ view, draft, setDraft, column }} role={roleOf(column.column)} />
                <span title={column.samples.join(' · ')}>{column.name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name than their place
            <tr key={line}>
              {view.columns.map(({ column }) => (
                <td key={column} className={roleOf(column) && styles.chosen}>
                  {row[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
