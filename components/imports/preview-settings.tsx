'use client'

import { delimiters } from '#trips/csv-mapping.ts'
import { dateOrder } from '#trips/datetime.ts'
import type { PreviewView } from '#trips/mapping-views.ts'
import { textEncoding } from '#trips/text-encoding.ts'
import styles from './preview.module.css'
import { type PreviewDraft, shownRoles, withDialect } from './preview-draft.ts'

const delimiterWords: Record<(typeof delimiters)[number], string> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Bar |',
}
const orderWords: Record<string, string> = { ymd: 'Year first', dmy: 'Day / month / year', mdy: 'Month / day / year' }
const encodingWords: Record<PreviewView['encoding'], string> = {
  'utf-8': 'UTF-8',
  latin1: 'Latin-1',
  'windows-1250': 'Windows-1250',
}

type Props = { view: PreviewView; draft: PreviewDraft; setDraft: (draft: PreviewDraft) => void }

/** How the file is written, and what its columns do not say. */
export function PreviewSettings({ view, draft, setDraft }: Props) {
  const roles = shownRoles(draft, view)
  const order = draft.date_order ?? view.mapping?.date_order ?? ''
  return (
    <fieldset className={styles.settings}>
      <legend className="unseen">How the file is read</legend>
      <label>
        Columns separated by
        <select
          value={view.delimiter}
          onChange={({ target }) => setDraft(withDialect(draft, { delimiter: delimiters.find((each) => each === target.value) }))}
        >
          {delimiters.map((each) => (
            <option key={each} value={each}>
              {delimiterWords[each]}
            </option>
          ))}
        </select>
      </label>
      <label>
        First line
        <select
          value={view.header ? 'names' : 'trip'}
          onChange={({ target }) => setDraft(withDialect(draft, { header: target.value === 'names' }))}
        >
          <option value="names">Names the columns</option>
          <option value="trip">Is a trip</option>
        </select>
      </label>
      <label>
        Text
        <select
          value={draft.encoding ?? ''}
          onChange={({ target }) => setDraft(withDialect(draft, { encoding: textEncoding.safeParse(target.value).data }))}
        >
          <option value="">{draft.encoding ? 'As recognised' : `${encodingWords[view.encoding]}, recognised`}</option>
          {textEncoding.options.map((each) => (
            <option key={each} value={each}>
              {encodingWords[each]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Dates
        <select
          value={order}
          onChange={({ target }) => {
            const chosen = dateOrder.safeParse(target.value)
            setDraft({ ...draft, saved: undefined, date_order: chosen.data })
          }}
        >
          <option value="">As recognised</option>
          {dateOrder.options.map((each) => (
            <option key={each} value={each}>
              {orderWords[each] ?? each}
            </option>
          ))}
        </select>
      </label>
      {(['region', 'datasource'] as const).map(
        (label) =>
          roles[label] === undefined && (
            <label key={label}>
              {label === 'region' ? 'Region' : 'Datasource'} of all trips
              <input
                className="field"
                maxLength={191}
                placeholder={label === 'region' ? 'unknown' : 'as the file is called'}
                defaultValue={draft[label] ?? ''}
                onBlur={({ target }) =>
                  target.value !== (draft[label] ?? '') &&
                  setDraft({ ...draft, saved: undefined, [label]: target.value || undefined })
                }
              />
            </label>
          ),
      )}
    </fieldset>
  )
}
