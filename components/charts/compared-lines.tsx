'use client'

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, type TooltipContentProps, XAxis, YAxis } from 'recharts'
import type { Alignment, WeekPair } from '#trips/comparison.ts'
import type { WeekView } from '#trips/views.ts'
import { compactText, countOf, monthDayText, monthYearText } from '../ui/numbers.ts'
import styles from './charts.module.css'
import { weekLabel } from './week-range.ts'

/** With more weeks than this, the axis says the year and not the day, and points are too near for dots. */
const yearsFrom = 60

function SideOfTooltip({ week, isBase }: { week: WeekView | null; isBase?: true }) {
  if (!week) return null
  return (
    <div>
      {isBase ? '┄ ' : '━ '}
      <strong>{countOf(week.trips, 'trip')}</strong> {weekLabel(week)}
      {week.partial && `, partial: ${countOf(week.days, 'day')}`}
    </div>
  )
}

function PairTooltip({ active, payload }: TooltipContentProps) {
  const pair: WeekPair | undefined = payload[0]?.payload
  if (!active || !pair) return null
  return (
    <div className={styles.tooltip}>
      <SideOfTooltip week={pair.answer} />
      <SideOfTooltip week={pair.base} isBase />
    </div>
  )
}

const tick = { fill: 'var(--ink-2)', fontSize: 11 }

/** Trips by week of both sides: the same week above the same day, or the n-th of each above the n. */
export default function ComparedLines({ pairs, by }: { pairs: WeekPair[]; by: Alignment }) {
  const monday = ({ answer, base }: WeekPair): string => answer?.monday ?? base?.monday ?? ''
  const dayText = pairs.length > yearsFrom ? monthYearText : monthDayText
  const data = pairs.map((pair, i) => ({ ...pair, at: by === 'week' ? monday(pair) : String(i + 1) }))
  const line = (side: keyof WeekPair) => ({
    dataKey: ({ [side]: week }: WeekPair) => week?.trips ?? null,
    dot: pairs.length > yearsFrom ? false : { r: 2.5, strokeDasharray: '' },
    strokeWidth: 2,
    isAnimationActive: false,
  })
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={data} margin={{ top: 6, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          tickFormatter={(at: string) => (by === 'week' ? dayText(at) : `week ${at}`)}
          tick={tick}
          stroke="var(--line)"
          tickLine={false}
          interval="preserveStart"
          minTickGap={24}
          padding={{ left: 12, right: 12 }}
          height={20}
        />
        <YAxis width={44} tickCount={4} allowDecimals={false} tickFormatter={compactText} tick={tick} stroke="none" />
        <Tooltip content={PairTooltip} cursor={{ stroke: 'var(--line)' }} isAnimationActive={false} />
        <Line {...line('base')} name="base" stroke="var(--ink-2)" strokeDasharray="5 4" />
        <Line {...line('answer')} name="answer" stroke="var(--data)" />
      </LineChart>
    </ResponsiveContainer>
  )
}
