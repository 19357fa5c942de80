import { nativeColumns } from './csv-mapping.ts'
import { dateText, dayOfTime, secondsPerDay } from './iso-week.ts'

const encoder = new TextEncoder()
const pointOpen = encoder.encode(',POINT (')
const zero = 48

/** Writes rows of the native format as bytes, points with seven decimals, without a string a row. */
export class NativeRows {
  length = 0
  readonly bytes: Uint8Array
  private readonly days = new Map<number, Uint8Array>()

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }

  header(): void {
    this.put(encoder.encode(`${nativeColumns.join(',')}\n`))
  }

  put(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.bytes[this.length++] = bytes[i]
  }

  /** `,POINT (lon lat)` of 1e-7 degrees. */
  point(lon: number, lat: number): void {
    this.put(pointOpen)
    this.degrees(lon)
    this.bytes[this.length++] = 32
    this.degrees(lat)
    this.bytes[this.length++] = 41
  }

  /** `,2018-05-31 06:20:59` of wall seconds. */
  datetime(time: number): void {
    const day = dayOfTime(time)
    let date = this.days.get(day)
    if (!date) {
      date = encoder.encode(`,${dateText(day)} `)
      this.days.set(day, date)
    }
    this.put(date)
    const second = time - day * secondsPerDay
    this.two(Math.floor(second / 3600))
    this.bytes[this.length++] = 58
    this.two(Math.floor(second / 60) % 60)
    this.bytes[this.length++] = 58
    this.two(second % 60)
  }

  private degrees(value: number): void {
    if (value < 0) this.bytes[this.length++] = 45
    const magnitude = Math.abs(value)
    const whole = Math.floor(magnitude / 1e7)
    if (whole >= 100) this.bytes[this.length++] = zero + Math.floor(whole / 100)
    if (whole >= 10) this.bytes[this.length++] = zero + (Math.floor(whole / 10) % 10)
    this.bytes[this.length++] = zero + (whole % 10)
    this.bytes[this.length++] = 46
    let rest = magnitude - whole * 1e7
    for (let place = this.length + 6; place >= this.length; place--) {
      const tenth = (rest / 10) | 0
      this.bytes[place] = zero + rest - tenth * 10
      rest = tenth
    }
    this.length += 7
  }

  private two(value: number): void {
    this.bytes[this.length++] = zero + Math.floor(value / 10)
    this.bytes[this.length++] = zero + (value % 10)
  }
}
