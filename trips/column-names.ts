/** What a column can be to a trip. */
export type ColumnRole = 'wkt' | 'lon' | 'lat' | 'datetime' | 'date' | 'clock'
export type Side = 'origin' | 'destination'

/** Lower case, only letters and digits: `Start Station  Latitude ` and `start_station_latitude` are one name. */
export const plainName = (name: string): string =>
  name
    .normalize()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** English, then the same words in the languages whose open data have them: Spanish, Portuguese, German, French, Italian, Dutch, Polish, Czech. */
const startWords =
  'desde|saída|saida|début|debut|partenza|inizio|vertrek|beginn|początek|poczatek|początku|poczatku|startu|rozpoczęcia|rozpoczecia|odjazd|wypożyczenia|wypozyczenia|začátek|zacatek|odjezd|startort|abholung|priseencharge(?:le)?'
const endWords =
  'hasta|término|termino|fim|fine|arrivo|destinazione|eind|einde|aankomst|bestemming|koniec|końca|konca|zakończenia|zakonczenia|zwrotu|przyjazd|cel|konec|příjezd|prijezd|cíl|cil|zielort|endort|zustellung|dépose(?:le)?|deposele'
const sides: Record<Side, string> = {
  origin: `(?:starting|started|start|begin|origin|orig|pickup|checkout|from|departure|depart|source|src|pick|pickedup|collection|loading|takeoff|rent|geton|origen|origem|origine|inicio|salida|partida|retiro|subida|embarque|abfahrt|départ|${startWords})`,
  destination: `(?:ending|ended|end|destination|dest|dropoff|drop|return|to|arrival|arrive|stop|finish|target|dst|droppedoff|delivery|unloading|landing|getoff|destino|fin|llegada|chegada|arribo|bajada|desembarque|ankunft|ende|ziel|arrivee|arrivée|${endWords})`,
}
/** Words that count less, for they may stand beside the start and end that are meant: where a bike was locked, what was typed first. */
const lesser: Record<Side, string> = {
  origin: '(?:initial|inicial|init|ini|boarding|boarded|board|dep|unlocked|unlock)',
  destination: '(?:final|alighting|alighted|alight|arr|locked|lock)',
}
/** Counted as words only: `dx` may also be a difference. */
const letters: Record<Side, string> = { origin: '(?:o|s|pu)', destination: '(?:d|e|do)' }
const places: Record<Side, string> = { origin: '1', destination: '2' }
const axes = {
  lat: `(?:latitude|lat|y|latitud(?!e)|breite|breitengrad|latitudine|breedtegraad|szerokość|szerokosc|szer(?:okość|okosc)?geogr(?:aficzna)?|šířka|sirka)`,
  lon: `(?:longitude|long|lon|lng|x|longitud(?!e)|länge|laenge|längengrad|laengengrad|longitudine|lengtegraad|długość|dlugosc|d[łl](?:ugość|ugosc)?geogr(?:aficzna)?|délka|delka)`,
}
const carrier = '(?:trip|ride|journey|rental|booking|order|delivery)?'
const filler =
  '(?:station|stop|kiosk|block|point|punkt|location|loc|place|position|pos|centroid|gps|geo|coords?|coordinates?|trip|ride)*'
const pointWord =
  '(?:latlng|latlon|latlong|lnglat|lonlat|longlat|latitudelongitude|longitudelatitude|coords?|coordinates?|point|wkt|geom|geometry|geog|geography|geolocation|geopoint|location|position|centroid)'

/** What a score says: the usual name, a longer one that says the same, words that point there, a name without a side. */
export const usualName = 3
export const longerName = 2
export const wordsOnly = 1
const lesserName = 1.5

/** Of a day of something, and of clocks under the name of an edge alone: only where nothing is called a date, or a time. */
const faintly = 0.5

type Rule = { score: number; pattern: RegExp }
const rule = (score: number, pattern: string): Rule => ({ score, pattern: new RegExp(`^${pattern}$`) })

const pointRules = (side: Side): Record<'wkt' | 'lon' | 'lat', Rule[]> => {
  const axisRules = (axis: string) => [
    rule(usualName, sides[side] + axis),
    rule(longerName, carrier + sides[side] + filler + axis),
    rule(longerName, `${axis}(?:of|at)?${sides[side]}${filler}`),
    rule(lesserName, carrier + lesser[side] + filler + axis),
    rule(lesserName, axis + lesser[side]),
    rule(wordsOnly, letters[side] + axis),
    rule(wordsOnly, `${axis}(?:${letters[side]}|${places[side]})`),
  ]
  return {
    lat: axisRules(axes.lat),
    lon: axisRules(axes.lon),
    wkt: [
      rule(usualName, sides[side] + pointWord),
      rule(longerName, `${carrier}${sides[side]}${filler}${pointWord}?`),
      rule(longerName, `${pointWord}(?:of|at)?${sides[side]}`),
      rule(lesserName, `${carrier}${lesser[side]}${filler}${pointWord}`),
      rule(lesserName, pointWord + lesser[side]),
      rule(wordsOnly, `${letters[side]}${pointWord}?`),
    ],
  }
}

const edges = {
  start: `(?:started|starting|start|begin|began|pickup|departure|departed|depart|checkout|pickedup|collection|collected|takeoff|rent|rented|subida|embarque|origin|origen|origem|origine|from|inicio|salida|partida|retiro|abfahrt|départ|${startWords})`,
  end: `(?:ended|ending|end|stopped|stop|finished|finish|dropoff|return|returned|arrival|arrived|arrive|droppedoff|delivery|delivered|landing|bajada|desembarque|destination|destino|to|fin|llegada|chegada|arribo|ankunft|ende|arrivee|arrivée|${endWords})`,
}
export type TripEdge = keyof typeof edges
/** `t_start` of programs, and what ports call the actual time of departure; alone that may be a time of day. */
const shortTimes = {
  start: 't(?:start|begin|pickup|departure|dep)|atd(?:utc|local|lt)',
  end: 't(?:end|stop|dropoff|arrival|arr)|ata(?:utc|local|lt)',
}
const shortest = { start: 'atd', end: 'ata' }
const whenCarrier = '(?:tpep|lpep|trip|ride|journey|rental|booking|order|delivery|fahrt|viaje|viagem|recorrido|trajet|corsa)?'
const dateWords = `date|datum|fecha|data`
const clockWords = `time|s?zeit|uhrzeit|hora|horario|horário|heure|ora|orario|tijd|tijdstip|godzina|czas|čas`
const dateAndClock = `(?:${dateWords})(?:i|e|y|et|und|en|a)?(?:${clockWords})`
const days = `(?:service|travel|operating|run|journey)?(?:${dateWords}|day|día|dia|jour|tag|giorno|dag|dzień|dzien|den)`
const moment = `(?:at|on|datetime|dateandtime|timeanddate|timestamp|ts|dt|dttm|${dateAndClock}|${dateWords}|${clockWords})`

const timeRules = (edge: TripEdge): Record<'datetime' | 'date' | 'clock', Rule[]> => {
  const at = edges[edge]
  const late = lesser[edge === 'start' ? 'origin' : 'destination']
  // A time of no particular edge is the start's.
  const alone = (words: string, of = 'trip|ride|event|local') =>
    edge === 'start' ? [rule(wordsOnly, `(?:${of})?(?:${words})`)] : []
  const part = (words: string, of?: string) => [
    rule(usualName, `${whenCarrier}${at}(?:trip|ride)?(?:${words})`),
    rule(longerName, `(?:${words})(?:of|d[aeiou])?${at}`),
    rule(lesserName, `${whenCarrier}${late}(?:${words})`),
    ...alone(words, of),
  ]
  return {
    datetime: [
      rule(usualName, at + moment),
      rule(longerName, `${whenCarrier}${at}(?:trip|ride)?${moment}(?:local|ms|tr)?`),
      rule(longerName, `${whenCarrier}${at}ms`),
      rule(longerName, `(?:local)?${moment}(?:of|d[aeiou])?${at}${whenCarrier}`),
      rule(longerName, `${at}(?:of|d(?:[aeou]|el|es|ella))(?:the)?(?:trip|ride|viaje|viagem|trajet|viaggio)`),
      rule(lesserName, `${whenCarrier}${late}${moment}`),
      rule(lesserName, `${moment}${late}`),
      rule(lesserName, `(?:${shortTimes[edge]})`),
      rule(faintly, shortest[edge]),
      rule(wordsOnly, `${whenCarrier}${at}(?:(?:${moment})?utc)?`),
      rule(wordsOnly, (edge === 'start' ? letters.origin : letters.destination) + moment),
      ...alone(`datetime|dateandtime|datetimelocal|timestamp|ts|${dateAndClock}|${dateWords}|${clockWords}`),
    ],
    date: [...part(dateWords), ...(edge === 'start' ? [rule(faintly, days)] : [])],
    // `trip_time` is how long it took.
    clock: [...part(clockWords, 'event|local'), rule(faintly, whenCarrier + at)],
  }
}

const scoreBy = (rules: readonly Rule[], name: string): number => rules.find(({ pattern }) => pattern.test(name))?.score ?? 0

const byPoint = { origin: pointRules('origin'), destination: pointRules('destination') }

/** How well a header name fits a part of the trip's origin or destination; 0 when it does not. */
export function pointScore(name: string, side: Side, role: 'wkt' | 'lon' | 'lat'): number {
  const plain = plainName(name)
  // Most names of a wide file say nothing of a point.
  if (role !== 'wkt' && !axisWithin[role].test(plain)) return 0
  if (isRepeated(name) || isLate(name)) return 0
  return scoreBy(byPoint[side][role], plain) || (role === 'wkt' ? 0 : wordScore(name, side, role))
}

const axisWithin = { lat: new RegExp(axes.lat), lon: new RegExp(axes.lon) }

/** A word, which `lat_e` and `latE` are not. */
const isLate = (name: string): boolean => /^\s*(?:late|LATE|Late)\s*$/.test(name)

/** `lat.1` is what pandas makes of a second `lat`, and no first one. */
const isRepeated = (name: string): boolean => /\.\d+$/.test(name) && namesAnyPoint(name.replace(/\.\d+$/, ''))

/** Whether a name is `source` or `destination` alone, which may be the name of a place as well as a point. */
export const isBareSide = (name: string): boolean => bareSide.test(plainName(name))
const bareSide = new RegExp(`^${carrier}(?:${sides.origin}|${sides.destination})$`)

const byEdge = { start: timeRules('start'), end: timeRules('end') }

/** How well a header name fits the start or end time, or its date or time of day alone. An end time never fits the start. */
export const timeScore = (name: string, role: 'datetime' | 'date' | 'clock', edge: TripEdge = 'start'): number =>
  scoreBy(byEdge[edge][role], plainName(name)) || (role === 'datetime' ? timeWordScore(name, edge) : 0)

/** Whether a name is of a time, as `timestamp` or `event_date`, and of neither edge of a trip. */
export const isOfNoEdge = (name: string): boolean => noEdge.test(plainName(name))
const noEdge = new RegExp(`^(?:trip|ride|event|local)?(?:datetimelocal|${moment})$`)

/** Whether a name is `start`, `from` or `destination` alone, which may be the name of an id or a place as well as of a time. */
export const isBareEdge = (name: string): boolean => bareEdge.test(plainName(name)) && !/ed$|began|arrived/.test(plainName(name))
const bareEdge = new RegExp(`^${whenCarrier}(?:${edges.start}|${edges.end})$`)

/** Built once: a header may have 16,384 names. */
const wholeWord = (pattern: string): RegExp => new RegExp(`^${pattern}$`)
const edgeWord = { start: wholeWord(edges.start), end: wholeWord(edges.end) }
const timeWord = wholeWord(`(?:datetime|timestamp|${clockWords})`)
const timeWithin = new RegExp(timeWord.source.slice(1, -1), 'i')
const sideWord = { origin: wholeWord(sides.origin), destination: wholeWord(sides.destination) }
const axisWords = { lat: wholeWord(axes.lat), lon: wholeWord(axes.lon) }

/** `start_charge_time`: the edge and a word of time among the words, and nothing of the other edge. */
function timeWordScore(name: string, edge: TripEdge): number {
  if (!timeWithin.test(name)) return 0
  const words = wordsOf(name)
  const has = (pattern: RegExp) => words.some((word) => word.length > 1 && pattern.test(word))
  const fits = has(edgeWord[edge]) && !has(edgeWord[edge === 'start' ? 'end' : 'start']) && has(timeWord)
  return fits && !words.some((word) => otherMoments.test(word) || (otherThings.has(word) && word !== 'time')) ? wordsOnly : 0
}

const otherMoments =
  /^(?:reservations?|reserved|requested|requests?|scheduled?|planned|estimated|expected|predicted|shift|memberships?|subscriptions?|charging|prev|previous|next)$/
const writing = /^(?:created|creation|updated|modified|uploaded|imported|inserted|exported|recorded|synced|submitted)$/

/** Whether a word makes a time another one than that of the trip: when it was wished for, or written down. */
export const namesOtherMoment = (name: string): boolean =>
  wordsOf(name).some((word) => otherMoments.test(word) || writing.test(word))

const otherThings = new Set([
  'id',
  'name',
  'code',
  'zone',
  'accuracy',
  'error',
  'time',
  'date',
  'type',
  'number',
  'distance',
  'delta',
  'diff',
])

/** `Trip origin, GPS latitude [deg]`: one side and one axis among the words, and no word that makes it another thing. */
function wordScore(name: string, side: Side, axis: 'lon' | 'lat'): number {
  const words = wordsOf(name)
  const has = (pattern: RegExp) => words.some((word) => word.length > 1 && pattern.test(word))
  const otherSide = side === 'origin' ? 'destination' : 'origin'
  const otherAxis = axis === 'lon' ? 'lat' : 'lon'
  const fits = has(axisWords[axis]) && !has(axisWords[otherAxis]) && has(sideWord[side]) && !has(sideWord[otherSide])
  return fits && !words.some((word) => otherThings.has(word)) ? wordsOnly : 0
}

/** Whether a word is a name of latitude or longitude. */
export const isAxisWord = (word: string): boolean => axisWord.test(word)
const axisWord = new RegExp(`^(?:${axes.lat}|${axes.lon})$`)

/** The axis that one of a name's words is of, whatever the others: `from_lat`. A letter counts where no word does: `latitude_x`. */
export function axisNamed(name: string): 'lat' | 'lon' | undefined {
  const words = wordsOf(name)
  const axisOf = (some: readonly string[]) =>
    (['lat', 'lon'] as const).find((axis) => some.some((word) => axisWords[axis].test(word)))
  return axisOf(words.filter((word) => word.length > 1)) ?? axisOf(words)
}

/** The words of a name that say which end of a trip it is about. */
export const sideWordsOf = (name: string, side: Side): string[] => wordsOf(name).filter((word) => sideWord[side].test(word))

export const wordsOf = (name: string): string[] =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)

/** Names of a column that labels the region, best first. */
export const regionNames = ['region', 'regionname', 'city', 'cityname', 'area', 'areaname']
export const datasourceNames = ['datasource', 'datasourcename']

/** Whether a name speaks of an origin or destination by something that is no place on its own, such as a zone's id. */
export const namesAnArea = (name: string): boolean =>
  /(zone|locationid|tract|communityarea|stationid|stationname|stationcode|stationnumber|startstation|endstation|centerline|geohash|cellid|h3|taz|district|postcode|postalcode|zipcode|(?:orig(?:i|e)n|origem|destination|destino|start|end|from|to)id$)/.test(
    plainName(name),
  )
/** Whether a name is a coordinate of no particular side. */
export const namesAnyPoint = (name: string): boolean => anyPoint.test(plainName(name))
const anyPoint = new RegExp(`^(?:gps)?(?:${axes.lat}|${axes.lon}|location|point|geom)$`)

/** The axis that a name is of, whatever the number behind it: `lat`, `lat.1`, `lat0`. */
export const numberedAxis = (name: string): 'lat' | 'lon' | undefined =>
  (['lat', 'lon'] as const).find((axis) => numberedAxes[axis].test(plainName(name)))
const numberedAxes = { lat: wholeWord(`(?:gps)?${axes.lat}\\d*`), lon: wholeWord(`(?:gps)?${axes.lon}\\d*`) }
