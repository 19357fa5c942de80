/** Lines nearer than this make a mesh, not a scale. */
const spacingMinPx = 96
const steps = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]

/** Degrees between lines at so many pixels to the degree. */
export const graticuleStep = (pixelsPerDegree: number): number => {
  const fitting = steps.filter((step) => step * pixelsPerDegree >= spacingMinPx)
  return fitting.at(-1) ?? steps[0]
}

/** Multiples of `step` within from … to, free of floating-point dust. */
export function graticuleLines(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toFixed(3)))
}

/** `14.4° E`, `50.05° N`, `0°`; longitudes of another turn of the world are brought back. */
export function degreesLabel(degrees: number, axis: 'lon' | 'lat'): string {
  const value = axis === 'lon' ? ((((degrees + 180) % 360) + 360) % 360) - 180 : degrees
  const side = axis === 'lon' ? (value < 0 ? ' W' : ' E') : value < 0 ? ' S' : ' N'
  return `${Number(Math.abs(value).toFixed(3))}°${value === 0 ? '' : side}`
}
