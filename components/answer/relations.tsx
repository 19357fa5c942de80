'use client'

import type { DashboardParams, Relation } from '#trips/filters.ts'
import type { RelationTotalView } from '#trips/views.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { hasPlaces, placeWords } from '../map/places.ts'
import { Icon } from '../ui/icon.tsx'
import { averageText, compactText, countOf } from '../ui/numbers.ts'
import { Popover } from '../ui/popover.tsx'
import styles from './relations.module.css'
import { relationNames } from './sentence.ts'

const order: readonly Relation[] = ['starts', 'ends', 'within', 'touches']

const tripsText = (trips: number): string => (trips < 100_000 ? countOf(trips, 'trip') : `${compactText(trips)} trips`)

function Help() {
  return (
    <Popover plain align="end" name="About the four numbers" summary={<Icon name="help" />}>
      <p>
        A trip is known by two points: where it starts and where it ends. An area can hold the first, the second, both, or either.
      </p>
      <p className={styles.through}>
        Trips that pass <em>through</em> the area cannot be answered from two points, so they are not guessed.
      </p>
    </Popover>
  )
}

/** All four ways a trip can belong to the area, side by side; choosing one makes it the answer. */
export function Relations(props: { params: DashboardParams; totals: RelationTotalView[] | null; change: ChangeParams }) {
  const hasArea = hasPlaces(props.params)
  const totalOf = (relation: Relation) => props.totals?.find((total) => total.relation === relation)
  const largest = totalOf('touches')?.weekly_average ?? null
  return (
    <fieldset className={styles.relations} disabled={!hasArea}>
      <legend>
        <span>{hasArea ? `Trips a week that, in ${placeWords(props.params)},` : 'Draw a box to tell starts from ends'}</span>
        <Help />
      </legend>
      <div className={styles.choices}>
        {order.map((relation) => (
          <label key={relation} className={styles.choice}>
            <input
              type="radio"
              name="relation"
              className="unseen"
              value={relation}
              checked={(props.params.relation ?? 'starts') === relation}
              onChange={() => props.change({ relation })}
            />
            <span className={styles.average}>{averageText(totalOf(relation)?.weekly_average ?? null, largest)}</span>
            <span className={styles.name}>{relationNames[relation]}</span>
            <span className={styles.name} title={countOf(totalOf(relation)?.total_trips ?? 0, 'trip')}>
              {tripsText(totalOf(relation)?.total_trips ?? 0)}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
