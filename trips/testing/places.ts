/** Centres of cities that trips are drawn around, longitude first; of several, trips run from any to any. */
const centres = {
  'New York': '-73.98 40.73',
  Boston: '-71.08 42.36',
  Washington: '-77.03 38.9',
  Philadelphia: '-75.16 39.95',
  Chicago: '-87.63 41.88',
  Minneapolis: '-93.26 44.97',
  Louisville: '-85.75 38.25',
  'Kansas City': '-94.58 39.1',
  Austin: '-97.74 30.27',
  'Los Angeles': '-118.25 34.05',
  'San Francisco': '-122.42 37.77',
  Portland: '-122.67 45.52',
  Montreal: '-73.57 45.5',
  'Mexico City': '-99.17 19.42',
  Guadalajara: '-103.35 20.67',
  Quito: '-78.5 -0.2',
  'Buenos Aires': '-58.41 -34.6',
  'São Paulo': '-46.63 -23.55',
  Santiago: '-70.66 -33.45',
  London: '-0.12 51.51',
  Paris: '2.35 48.86',
  Madrid: '-3.7 40.42',
  Barcelona: '2.17 41.39',
  Porto: '-8.62 41.15',
  Turin: '7.69 45.07',
  Zurich: '8.54 47.37',
  Berlin: '13.4 52.52',
  Amsterdam: '4.9 52.37',
  Prague: '14.42 50.08',
  Warsaw: '21.01 52.23',
  Budapest: '19.05 47.5',
  Oslo: '10.75 59.91',
  Helsinki: '24.94 60.17',
  Istanbul: '28.98 41.01',
  Accra: '-0.19 5.6',
  Nairobi: '36.82 -1.29',
  Singapore: '103.82 1.32',
  Shanghai: '121.47 31.23',
  Chengdu: '104.07 30.66',
  Tokyo: '139.7 35.68',
  Melbourne: '144.96 -37.81',
  Auckland: '174.76 -36.85',
  // Where longitudes and latitudes are nearly the same numbers.
  Malatya: '38.31 38.35',
  'the United States': '-118.25 34.05, -87.63 41.88, -95.37 29.76, -104.99 39.74, -80.19 25.76, -122.33 47.61',
  'the Baltic Sea': '12.57 55.68, 18.07 59.33, 24.94 60.17, 24.75 59.44',
  'the world': '-0.45 51.47, -73.78 40.64, 103.99 1.36, -46.47 -23.43, 151.18 -33.95, 55.36 25.25',
} satisfies Record<string, string>

export type PlaceName = keyof typeof centres

/** The centres of a place, longitude first. */
export const centresOf = (place: PlaceName): number[][] =>
  centres[place].split(', ').map((centre) => centre.split(' ').map(Number))

/** Where a latitude may be taken for a longitude: around the equator and Greenwich, where both are alike, in the south. */
export const trickyPlaces: PlaceName[] = ['Quito', 'Accra', 'Nairobi', 'London', 'Malatya', 'Auckland', 'Singapore', 'the world']
