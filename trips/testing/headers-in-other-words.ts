import type { Publisher } from './written-files.ts'

/** Words for the two ends of a trip that are seldom a column's name. */
export const headersInOtherWords: readonly Publisher[] = [
  {
    name: 'bikes in Portuguese',
    place: 'Porto',
    header: 'id,data_inicio,latitude_inicio,longitude_inicio,data_fim,latitude_fim,longitude_fim',
    cells: 'id start lat1 lon1 end lat2 lon2',
  },
  {
    name: 'cars that are shared, in French',
    place: 'Paris',
    header: 'id,heure_depart,lat_origine,lon_origine,heure_arrivee,lat_destination,lon_destination',
    cells: 'id start lat1 lon1 end lat2 lon2',
  },
  {
    name: 'buses, in Spanish',
    place: 'Mexico City',
    header: 'tarjeta,fecha_subida,lat_subida,lon_subida,lat_bajada,lon_bajada',
    cells: 'hash start lat1 lon1 lat2 lon2',
  },
  {
    name: 'ferries, in Portuguese',
    place: 'São Paulo',
    header: 'id,data_embarque,lat_embarque,lon_embarque,lat_desembarque,lon_desembarque',
    cells: 'id start lat1 lon1 lat2 lon2',
  },
  {
    name: 'journeys, in German',
    place: 'Berlin',
    header: 'Fahrt,Startzeit,Startpunkt_Lat,Startpunkt_Lon,Endpunkt_Lat,Endpunkt_Lon',
    cells: 'id start lat1 lon1 lat2 lon2',
  },
  {
    name: 'rides that were picked up',
    place: 'Chicago',
    header: 'Ride Id,Ride Picked Up At,Picked Up Lat,Picked Up Lng,Ride Dropped Off At,Dropped Off Lat,Dropped Off Lng',
    cells: 'hash start lat1 lon1 end lat2 lon2',
  },
  {
    name: 'rides, pick and drop',
    place: 'Singapore',
    header: 'ts,number,pick_lat,pick_lng,drop_lat,drop_lng',
    cells: 'start id lat1 lon1 lat2 lon2',
  },
  {
    name: 'parcels',
    place: 'Shanghai',
    header: 'order_id,collected_at,collection_lat,collection_lng,delivered_at,delivery_lat,delivery_lng',
    cells: 'id start lat1 lon1 end lat2 lon2',
  },
  {
    name: 'deliveries by their start',
    place: 'London',
    header: 'id,delivery_start_time,delivery_start_lat,delivery_start_lon,delivery_end_lat,delivery_end_lon',
    cells: 'id start lat1 lon1 lat2 lon2',
  },
  {
    name: 'lorries',
    place: 'Warsaw',
    header: 'plate,start_time,loading_lat,loading_lon,unloading_lat,unloading_lon',
    cells: 'hash start lat1 lon1 lat2 lon2',
  },
  {
    name: 'planes',
    place: 'Melbourne',
    header: 'callsign,takeoff_time,takeoff_lat,takeoff_lon,landing_time,landing_lat,landing_lon',
    cells: 'hash start lat1 lon1 end lat2 lon2',
  },
  {
    name: 'vehicles that count in milliseconds',
    place: 'Austin',
    header: 'vehicle,startMs,startLat,startLng,endMs,endLat,endLng',
    cells: 'hash start lat1 lon1 end lat2 lon2',
    time: 'X[000]',
  },
  {
    name: 'bikes that are rented',
    place: 'Turin',
    header: 'bike,rent_time,rent_lat,rent_lon,return_time,return_lat,return_lon',
    cells: 'id start lat1 lon1 end lat2 lon2',
  },
  {
    name: 'a survey of households',
    place: 'Chicago',
    header: 'hhid,tripnum,dep_date,dep_time,arr_time,o_lat,o_lng,d_lat,d_lng,mode',
    cells: 'id count date clock endclock lat1 lon1 lat2 lon2 word',
    clock: 'HH:mm',
  },
  {
    name: 'cars that are shared, in German',
    place: 'Berlin',
    header:
      'Buchungsnummer,Fahrtbeginn,Fahrtende,Startort Breitengrad,Startort Längengrad,Zielort Breitengrad,Zielort Längengrad',
    cells: 'id start end lat1 lon1 lat2 lon2',
    time: 'DD.MM.YYYY HH:mm',
    decimal: ',',
    dialect: { delimiter: ';' },
  },
  {
    name: 'parcels, in German',
    place: 'Zurich',
    header: 'sendung,abholung_zeit,abholung_lat,abholung_lon,zustellung_zeit,zustellung_lat,zustellung_lon',
    cells: 'hash start lat1 lon1 end lat2 lon2',
    dialect: { delimiter: ';' },
  },
  {
    name: 'telephones',
    place: 'Turin',
    header: 'user_hash,o_cell,o_lon,o_lat,d_cell,d_lon,d_lat,t_start,t_end',
    cells: 'hash count lon1 lat1 count lon2 lat2 start end',
    dialect: { delimiter: '|' },
  },
  {
    name: 'ships',
    place: 'Amsterdam',
    header: 'mmsi,dep_lat,dep_lon,atd_utc,arr_lat,arr_lon,ata_utc',
    cells: 'id lat1 lon1 start lat2 lon2 end',
    time: 'YYYY-MM-DD[T]HH:mm:ss[Z]',
  },
  {
    name: 'ferries by their ports',
    place: 'Helsinki',
    header: 'ship,dep_lat,dep_lon,ATD,arr_lat,arr_lon,ATA',
    cells: 'id lat1 lon1 start lat2 lon2 end',
  },
  {
    name: 'cars that are hired, in French',
    place: 'Paris',
    header:
      'Course,Prise en charge le,Latitude prise en charge,Longitude prise en charge,Dépose le,Latitude dépose,Longitude dépose',
    cells: 'id start lat1 lon1 end lat2 lon2',
    time: 'DD/MM/YYYY HH:mm',
  },
  {
    name: 'bikes, in Polish',
    place: 'Warsaw',
    header:
      'Numer roweru,Data wypożyczenia,Szer. geogr. wypożyczenia,Dł. geogr. wypożyczenia,Data zwrotu,Szer. geogr. zwrotu,Dł. geogr. zwrotu',
    cells: 'id start lat1 lon1 end lat2 lon2',
  },
]
