import type { Publisher } from './written-files.ts'

const citiBike =
  'tripduration,starttime,stoptime,start station id,start station name,start station latitude,start station longitude,end station id,end station name,end station latitude,end station longitude,bikeid,usertype,birth year,gender'
const citiBikeCells = 'seconds start end code street lat1 lon1 code street lat2 lon2 code word year? flag?'
const since2020 =
  'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual'
const since2020Cells = 'hash word start end street? code? street? code? lat1 lon1 lat2 lon2 =member'
const nordic =
  'started_at,ended_at,duration,start_station_id,start_station_name,start_station_description,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_description,end_station_latitude,end_station_longitude'
const nordicCells = 'start end seconds code street street? lat1 lon1 code street street? lat2 lon2'

/** Headers of shared bikes, as their operators and cities publish them, or those who joined them with their stations. */
export const publishersOfBikes: readonly Publisher[] = [
  { name: 'Citi Bike 2013', place: 'New York', header: citiBike, cells: citiBikeCells, digits: 8, dialect: { quotes: 'all' } },
  { name: 'Citi Bike 2015', place: 'New York', header: citiBike, cells: citiBikeCells, time: 'M/D/YYYY H:mm:ss' },
  { name: 'Citi Bike 2016', place: 'New York', header: citiBike, cells: citiBikeCells, time: 'M/D/YYYY H:mm' },
  {
    name: 'Citi Bike 2017',
    place: 'New York',
    header:
      'Trip Duration,Start Time,Stop Time,Start Station ID,Start Station Name,Start Station Latitude,Start Station Longitude,End Station ID,End Station Name,End Station Latitude,End Station Longitude,Bike ID,User Type,Birth Year,Gender',
    cells: citiBikeCells,
  },
  { name: 'Citi Bike 2018', place: 'New York', header: citiBike, cells: citiBikeCells, time: 'YYYY-MM-DD HH:mm:ss[.8140]' },
  {
    name: 'Citi Bike since 2021',
    place: 'New York',
    header: since2020,
    cells: since2020Cells,
    dialect: { quotes: 'texts' },
    year: 2021,
  },
  { name: 'Divvy since 2020', place: 'Chicago', header: since2020, cells: since2020Cells, digits: 4, year: 2020 },
  {
    name: 'Divvy since 2024',
    place: 'Chicago',
    header: since2020,
    cells: since2020Cells,
    digits: 14,
    time: 'YYYY-MM-DD HH:mm:ss[.123]',
  },
  { name: 'Capital Bikeshare', place: 'Washington', header: since2020, cells: since2020Cells, digits: 15, year: 2022 },
  { name: 'Bluebikes', place: 'Boston', header: since2020, cells: since2020Cells, time: 'YYYY-MM-DD HH:mm:ss[.263]', year: 2023 },
  { name: 'Bay Wheels', place: 'San Francisco', header: since2020, cells: since2020Cells, digits: 2, year: 2020 },
  {
    name: 'Hubway',
    place: 'Boston',
    header: citiBike.replace('birth year,gender', 'postal code'),
    cells: citiBikeCells.replace('year? flag?', 'zip?'),
    dialect: { quotes: 'all' },
  },
  {
    name: 'Divvy on the portal of Chicago',
    place: 'Chicago',
    header:
      'TRIP ID,START TIME,STOP TIME,BIKE ID,TRIP DURATION,FROM STATION ID,FROM STATION NAME,TO STATION ID,TO STATION NAME,USER TYPE,GENDER,BIRTH YEAR,FROM LATITUDE,FROM LONGITUDE,FROM LOCATION,TO LATITUDE,TO LONGITUDE,TO LOCATION',
    cells: 'id start end code seconds code street code street word word? year? lat1 lon1 from lat2 lon2 to',
    time: 'MM/DD/YYYY hh:mm:ss AM',
  },
  {
    name: 'Ford GoBike',
    place: 'San Francisco',
    header:
      'duration_sec,start_time,end_time,start_station_id,start_station_name,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_latitude,end_station_longitude,bike_id,user_type,member_birth_year,member_gender,bike_share_for_all_trip',
    cells: 'seconds start end code? street? lat1 lon1 code? street? lat2 lon2 code word year? word? =No',
    time: 'YYYY-MM-DD HH:mm:ss[.2390]',
  },
  {
    name: 'Indego',
    place: 'Philadelphia',
    header:
      'trip_id,duration,start_time,end_time,start_station,start_lat,start_lon,end_station,end_lat,end_lon,bike_id,plan_duration,trip_route_category,passholder_type,bike_type',
    cells: 'id minutes start end code lat1 lon1 code lat2 lon2 code count word word word?',
    time: 'M/D/YYYY H:mm',
  },
  {
    name: 'Metro Bike Share',
    place: 'Los Angeles',
    header:
      'Trip ID,Duration,Start Time,End Time,Starting Station ID,Starting Station Latitude,Starting Station Longitude,Ending Station ID,Ending Station Latitude,Ending Station Longitude,Bike ID,Plan Duration,Trip Route Category,Passholder Type,Starting Lat-Long,Ending Lat-Long',
    cells: 'id seconds start end code lat1 lon1 code lat2 lon2 code count? word word from? to?',
    time: 'YYYY-MM-DD[T]HH:mm:ss',
    point: "{'longitude': 'LON', 'latitude': 'LAT', 'needs_recoding': False}",
  },
  {
    name: 'Biketown',
    place: 'Portland',
    header:
      'RouteID,PaymentPlan,StartHub,StartLatitude,StartLongitude,StartDate,StartTime,EndHub,EndLatitude,EndLongitude,EndDate,EndTime,TripType,BikeID,BikeName,Distance_Miles,Duration,RentalAccessPath,MultipleRental',
    cells: 'id word street? lat1 lon1 date clock street? lat2 lon2 enddate endclock word? code word km seconds word? =FALSE',
    date: 'M/D/YYYY',
    clock: 'H:mm',
  },
  {
    name: 'Nice Ride Minnesota',
    place: 'Minneapolis',
    header: citiBike
      .replace('tripduration,starttime,stoptime', 'tripduration,start_time,end_time')
      .replace('bikeid', 'bike type,bikeid'),
    cells: citiBikeCells.replace('code word year?', 'word code word year?'),
    dialect: { quotes: 'all' },
  },
  {
    name: 'BIXI to 2021, joined with its stations',
    place: 'Montreal',
    header:
      'start_date,emplacement_pk_start,end_date,emplacement_pk_end,duration_sec,is_member,latitude_start,longitude_start,latitude_end,longitude_end',
    cells: 'start code end code seconds flag lat1 lon1 lat2 lon2',
    time: 'YYYY-MM-DD HH:mm',
  },
  {
    name: 'BIXI since 2022',
    place: 'Montreal',
    header:
      'STARTSTATIONNAME,STARTSTATIONARRONDISSEMENT,STARTSTATIONLATITUDE,STARTSTATIONLONGITUDE,ENDSTATIONNAME,ENDSTATIONARRONDISSEMENT,ENDSTATIONLATITUDE,ENDSTATIONLONGITUDE,STARTTIMEMS,ENDTIMEMS',
    cells: 'street word lat1 lon1 street? word? lat2 lon2 start end',
    time: 'X[000]',
  },
  {
    name: 'Santander Cycles, joined with its stations',
    place: 'London',
    header:
      'Rental Id,Duration,Bike Id,End Date,EndStation Id,EndStation Name,Start Date,StartStation Id,StartStation Name,Start Latitude,Start Longitude,End Latitude,End Longitude',
    cells: 'id seconds code end code? street start code street lat1 lon1 lat2 lon2',
    time: 'DD/MM/YYYY HH:mm',
  },
  {
    name: 'Santander Cycles since 2022, joined with its stations',
    place: 'London',
    header:
      'Number,Start date,Start station number,Start station,End date,End station number,End station,Bike number,Bike model,Total duration,Total duration (ms),start_lat,start_lon,end_lat,end_lon',
    cells: 'id start code street end code street code word word seconds lat1 lon1 lat2 lon2',
    time: 'YYYY-MM-DD HH:mm',
  },
  { name: 'Oslo Bysykkel', place: 'Oslo', header: nordic, cells: nordicCells, time: 'YYYY-MM-DD HH:mm:ss[.263000+00:00]' },
  { name: 'Edinburgh Cycle Hire', place: 'London', header: nordic, cells: nordicCells, digits: 13, dialect: { quotes: 'texts' } },
  {
    name: 'Helsinki, joined with its stations',
    place: 'Helsinki',
    header:
      'departure,return,departure_id,departure_name,return_id,return_name,distance (m),duration (sec.),avg_speed (km/h),departure_latitude,departure_longitude,return_latitude,return_longitude,Air temperature (degC)',
    cells: 'start end code street code street km? seconds km? lat1 lon1 lat2 lon2 km?',
  },
  {
    name: 'Buenos Aires',
    place: 'Buenos Aires',
    header:
      'Id_recorrido,duracion_recorrido,fecha_origen_recorrido,id_estacion_origen,nombre_estacion_origen,direccion_estacion_origen,long_estacion_origen,lat_estacion_origen,fecha_destino_recorrido,id_estacion_destino,nombre_estacion_destino,direccion_estacion_destino,long_estacion_destino,lat_estacion_destino,id_usuario,modelo_bicicleta,género',
    cells: 'id seconds start code street street lon1 lat1 end code street street lon2 lat2 code word? word?',
  },
  {
    name: 'Ecobici, joined with its stations',
    place: 'Mexico City',
    header:
      'Genero_Usuario,Edad_Usuario,Bici,Ciclo_Estacion_Retiro,Fecha_Retiro,Hora_Retiro,Ciclo_Estacion_Arribo,Fecha_Arribo,Hora_Arribo,Latitud_Retiro,Longitud_Retiro,Latitud_Arribo,Longitud_Arribo',
    cells: 'word count? code code date clock code enddate endclock lat1 lon1 lat2 lon2',
    date: 'DD/MM/YYYY',
  },
  {
    name: 'MiBici, joined with its stations',
    place: 'Guadalajara',
    header:
      'Viaje_Id,Usuario_Id,Genero,Año_de_nacimiento,Inicio_del_viaje,Fin_del_viaje,Origen_Id,Destino_Id,latitud_origen,longitud_origen,latitud_destino,longitud_destino',
    cells: 'id code word? year? start end code code lat1 lon1 lat2 lon2',
  },
  {
    name: 'BiciMAD, joined with its stations',
    place: 'Madrid',
    header: 'fecha,hora_inicio,hora_fin,bici,latitud_origen,longitud_origen,latitud_destino,longitud_destino,edad,codigo_postal',
    cells: 'date clock endclock code lat1 lon1 lat2 lon2 count? zip?',
    date: 'DD/MM/YYYY',
    dialect: { delimiter: ';' },
    decimal: ',',
  },
  {
    name: 'Bicing, joined with its stations',
    place: 'Barcelona',
    header: 'id_viatge,fecha_inicio,fecha_fin,estacio_origen,estacio_destino,lat_origen,lon_origen,lat_destino,lon_destino',
    cells: 'id start end code code lat1 lon1 lat2 lon2',
    dialect: { delimiter: ';' },
  },
  {
    name: "Vélib', joined with its stations",
    place: 'Paris',
    header:
      'id_trajet,date_depart,date_arrivee,station_depart,latitude_depart,longitude_depart,station_arrivee,latitude_arrivee,longitude_arrivee,durée (s),type_vélo',
    cells: 'id start end street lat1 lon1 street lat2 lon2 seconds word?',
    time: 'DD/MM/YYYY HH:mm:ss',
    dialect: { delimiter: ';', encoding: 'latin1' },
    decimal: ',',
  },
  {
    name: 'nextbike',
    place: 'Berlin',
    header:
      'Buchung,Fahrradnummer,Startzeit,Endzeit,Startstation,Start Breitengrad,Start Längengrad,Zielstation,Ziel Breitengrad,Ziel Längengrad,Preis',
    cells: 'id code start end street lat1 lon1 street lat2 lon2 money?',
    time: 'DD.MM.YYYY HH:mm:ss',
    dialect: { delimiter: ';', encoding: 'latin1' },
    decimal: ',',
  },
  {
    name: 'Call a Bike, joined with its zones',
    place: 'Berlin',
    header:
      'BOOKING_HAL_ID,CATEGORY_HAL_ID,VEHICLE_HAL_ID,DATE_BOOKING,DATE_FROM,DATE_UNTIL,TRAVERSE_USE,DISTANCE,START_RENTAL_ZONE,END_RENTAL_ZONE,START_LATITUDE,START_LONGITUDE,END_LATITUDE,END_LONGITUDE,CITY_RENTAL_ZONE',
    cells: 'id code code asked start end =Nein =0 street street? lat1 lon1 lat2 lon2 =Berlin',
    dialect: { delimiter: ';' },
  },
  {
    name: 'Mobike',
    place: 'Shanghai',
    header: 'orderid,bikeid,userid,start_time,start_location_x,start_location_y,end_time,end_location_x,end_location_y',
    cells: 'id code code start lon1 lat1 end lon2 lat2',
    time: 'YYYY-MM-DD HH:mm',
    digits: 3,
  },
  {
    name: 'Mobike, as saved by a spreadsheet',
    place: 'Shanghai',
    header: 'orderid,userid,bikeid,count_bike,start_time,end_time,start_lng,start_lat,end_lng,end_lat',
    cells: 'id code code =0 start end lon1 lat1 lon2 lat2',
    time: 'YYYY/M/D H:mm',
    digits: 3,
  },
]
