'use client'

import { useState } from 'react'
import {
  Bar,
  BarChart,
  type BarShapeProps,
  CartesianGrid,
  type MouseHandlerDataParam,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from 'recharts'
import type { WeekView } from '#trips/views.ts'
import { compactText, countOf, monthDayText, monthYearText } from '../ui/numbers.ts'
import styles from './charts.module.css'
import { daysOfWeeks, tickWeeks, weekLabel } from './week-range.ts'

const hatch = 'week-hatch'
/** With more weeks than this, the axis says the year and not the day. */
const yearsFrom = 60

function WeekBar({ x, y, width, height, payload }: BarShapeProps & { payload?: WeekView }) {
  if (!payload) return null
  // An empty week is drawn as a tick on the axis: it counts, so it must be seen.
  if (!payload.trips) return <rect x={x} y={Number(y) + Number(height) - 2} width={width} height={2} fill="var(--control)" />
  return <rect x={x} y={y} width={width} height={height} fill={payload.partial ? `url(#${hatch})` : 'var(--data)'} />
}

function WeekTooltip({ active, payload }: TooltipContentProps) {
  const week: WeekView | undefined = payload[0]?.payload
  if (!active || !week) return null
  return (
    <div className={styles.tooltip}>
      <strong>{countOf(week.trips, 'trip')}</strong>
      <div>{weekLabel(week)}</div>
      {week.partial && <div>partial: {countOf(week.days, 'day')} covered</div>}
    </div>
  )
}

type Props = { series: WeekView[]; average: number | null; choose: (days: { from: string; to: string }) => void }

/** Trips by ISO week with their average; a drag over the bars asks for those weeks. */
export default function WeeklyBars({ series, average, choose }: Props) {
  const [picked, setPicked] = useState<{ from: string; to: string }>()
  const weekAt = (event: MouseHandlerDataParam) => (event.activeLabel === undefined ? undefined : String(event.activeLabel))
  const finish = () => {
    const from = series.find((week) => week.monday === picked?.from)
    const to = series.find((week) => week.monday === picked?.to)
    setPicked(undefined)
    if (from && to && from !== to) choose(daysOfWeeks(from, to))
  }
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={series}
        margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
        barCategoryGap={series.length > 80 ? 0 : '14%'}
        accessibilityLayer={false}
        onMouseDown={(event) => {
          const monday = weekAt(event)
          if (monday) setPicked({ from: monday, to: monday })
        }}
        onMouseMove={(event) => {
          const monday = weekAt(event)
          if (picked && monday) setPicked({ ...picked, to: monday })
        }}
        onMouseUp={finish}
        onMouseLeave={() => setPicked(undefined)}
      >
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" fill="var(--data-quiet)" />
            <rect width="2" height="5" fill="var(--data)" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="monday"
          ticks={tickWeeks(series, 8)}
          tickFormatter={series.length > yearsFrom ? monthYearText : monthDayText}
          tick={{ fill: 'var(--ink-2)', fontSize: 11 }}
          stroke="var(--line)"
          tickLine={false}
          interval="preserveStart"
          minTickGap={12}
          height={20}
        />
        <YAxis
          width={44}
          tickCount={4}
          allowDecimals={false}
          tickFormatter={compactText}
          tick={{ fill: 'var(--ink-2)', fontSize: 11 }}
          stroke="none"
        />
        <Tooltip content={WeekTooltip} cursor={{ fill: 'var(--quiet)' }} isAnimationActive={false} />
        <Bar dataKey="trips" shape={WeekBar} minPointSize={2} isAnimationActive={false} />
        {average !== null && <ReferenceLine y={average} stroke="var(--ink)" strokeDasharray="4 3" ifOverflow="extendDomain" />}
        {picked && <ReferenceArea x1={picked.from} x2={picked.to} fill="var(--accent)" fillOpacity={0.15} />}
      </BarChart>
    </ResponsiveContainer>
  )
}
