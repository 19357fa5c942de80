import type { Scheme } from '../ui/use-scheme.ts'

/** Colours that are drawn on canvas or in SVG, where style sheets do not reach. */
export type MapPalette = {
  sea: string
  land: string
  coast: string
  border: string
  graticule: string
  label: string
  /** Few → many: ColorBrewer's YlGnBu turned for each background, even in lightness, safe for colour-blind eyes. */
  density: readonly string[]
  flow: string
  /** Drawn under flows, so that they stand off from the density. */
  casing: string
  accent: string
  halo: string
}

export const mapPalettes: Record<Scheme, MapPalette> = {
  light: {
    sea: '#dfe6eb',
    land: '#f7f7f5',
    coast: '#a9b4bd',
    border: '#c3c9cf',
    graticule: '#00204012',
    label: '#5d6872',
    density: ['#d3ecbf', '#a3d9b8', '#66c2be', '#37a1c0', '#2676b1', '#25499d', '#1a2b6b'],
    flow: '#c2410c',
    casing: '#ffffffb0',
    accent: '#4636c4',
    halo: '#ffffff',
  },
  dark: {
    sea: '#0b0f12',
    land: '#171c20',
    coast: '#46525c',
    border: '#333c44',
    graticule: '#ffffff10',
    label: '#8b98a4',
    density: ['#1c3a6e', '#20578f', '#267a9d', '#3f9fa4', '#76c3a2', '#b7e0a2', '#f2f6b3'],
    flow: '#ffa766',
    casing: '#0b0f12b0',
    accent: '#b0a6ff',
    halo: '#0b0f12',
  },
}
