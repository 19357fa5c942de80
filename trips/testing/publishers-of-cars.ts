import type { Publisher } from './written-files.ts'

const chicagoPoints =
  'Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid  Location'

/** Headers of taxis, cars, lorries, ships and planes, and of people who were asked or measured. */
export const publishersOfCars: readonly Publisher[] = [
  {
    name: 'yellow taxis 2009',
    place: 'New York',
    header:
      'vendor_name,Trip_Pickup_DateTime,Trip_Dropoff_DateTime,Passenger_Count,Trip_Distance,Start_Lon,Start_Lat,Rate_Code,store_and_forward,End_Lon,End_Lat,Payment_Type,Fare_Amt,surcharge,mta_tax,Tip_Amt,Tolls_Amt,Total_Amt',
    cells: 'word start end count km lon1 lat1 count? flag? lon2 lat2 =CASH money money money? money money money',
  },
  {
    name: 'yellow taxis 2010',
    place: 'New York',
    header:
      'vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance, pickup_longitude, pickup_latitude, rate_code, store_and_fwd_flag, dropoff_longitude, dropoff_latitude, payment_type, fare_amount, surcharge, mta_tax, tip_amount, tolls_amount, total_amount',
    cells: 'word start end count km lon1 lat1 count =N lon2 lat2 =CRD money money money money? money? money',
    dialect: { headerEnd: '\n\n' },
  },
  {
    name: 'taxis of New York 2013',
    place: 'New York',
    header:
      'medallion, hack_license, vendor_id, rate_code, store_and_fwd_flag, pickup_datetime, dropoff_datetime, passenger_count, trip_time_in_secs, trip_distance, pickup_longitude, pickup_latitude, dropoff_longitude, dropoff_latitude',
    cells: 'hash hash word count word? start end count seconds km lon1 lat1 lon2 lat2',
  },
  {
    name: 'yellow taxis 2015',
    place: 'New York',
    header:
      'VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,pickup_longitude,pickup_latitude,RateCodeID,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount',
    cells: 'count start end count km lon1 lat1 count =N lon2 lat2 count money money money money money money money?',
    digits: 15,
  },
  {
    name: 'green taxis 2013',
    place: 'New York',
    header:
      'VendorID,lpep_pickup_datetime,Lpep_dropoff_datetime,Store_and_fwd_flag,RateCodeID,Pickup_longitude,Pickup_latitude,Dropoff_longitude,Dropoff_latitude,Passenger_count,Trip_distance,Fare_amount,Extra,MTA_tax,Tip_amount,Tolls_amount,Ehail_fee,Total_amount,Payment_type,Trip_type ',
    cells: 'count start end =N count lon1 lat1 lon2 lat2 count km money money money money money money? money count count?',
  },
  {
    name: 'Kaggle, how long taxis take',
    place: 'New York',
    header:
      'id,vendor_id,pickup_datetime,dropoff_datetime,passenger_count,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,store_and_fwd_flag,trip_duration',
    cells: 'hash count start end count lon1 lat1 lon2 lat2 =N seconds',
    digits: 15,
  },
  {
    name: 'Kaggle, what taxis cost',
    place: 'New York',
    header: 'key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count',
    cells: 'hash money start lon1 lat1 lon2 lat2 count?',
    time: 'YYYY-MM-DD HH:mm:ss [UTC]',
  },
  {
    name: 'Kaggle, taxis of Mexico City',
    place: 'Mexico City',
    header:
      'id,vendor_id,pickup_datetime,dropoff_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,store_and_fwd_flag,trip_duration,dist_meters,wait_sec',
    cells: 'id word start end lon1 lat1 lon2 lat2 =N seconds code code?',
  },
  {
    name: 'taxis of Chicago',
    place: 'Chicago',
    header: `Trip ID,Taxi ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Dropoff Census Tract,Pickup Community Area,Dropoff Community Area,Fare,Tips,Tolls,Extras,Trip Total,Payment Type,Company,${chicagoPoints}`,
    cells:
      'hash hash start end seconds? km zip? zip? count? count? money money money? money money word word lat1 lon1 from lat2 lon2 to',
    time: 'MM/DD/YYYY hh:mm:ss AM',
    digits: 9,
  },
  {
    name: 'ride-hailing of Chicago',
    place: 'Chicago',
    header: `Trip ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Fare,Tip,Additional Charges,Trip Total,Shared Trip Authorized,Trips Pooled,${chicagoPoints}`,
    cells: 'hash start end seconds km money? money money money =false count lat1 lon1 from lat2 lon2 to',
    time: 'MM/DD/YYYY hh:mm:ss AM',
    digits: 10,
  },
  {
    name: 'ride-hailing of Chicago, points alone',
    place: 'Chicago',
    header: 'Trip ID,Trip Start Timestamp,Trip End Timestamp,Fare,Pickup Centroid Location,Dropoff Centroid Location',
    cells: 'hash start end money? from to',
    time: 'MM/DD/YYYY hh:mm:ss AM',
    digits: 10,
  },
  {
    name: 'taxis of Porto, ends of their paths',
    place: 'Porto',
    header:
      'TRIP_ID,CALL_TYPE,ORIGIN_CALL,ORIGIN_STAND,TAXI_ID,TIMESTAMP,DAY_TYPE,MISSING_DATA,ORIGIN_LON,ORIGIN_LAT,DEST_LON,DEST_LAT',
    cells: 'id =C code? count? code start =A =False lon1 lat1 lon2 lat2',
    time: 'X',
    dialect: { quotes: 'all' },
  },
  {
    name: 'taxis of Washington',
    place: 'Washington',
    header:
      'OBJECTID,TRIPTYPE,PROVIDER,METERFARE,TIP,SURCHARGE,EXTRAS,TOLLS,TOTALAMOUNT,PAYMENTTYPE,ORIGINCITY,ORIGINSTATE,ORIGINZIP,DESTINATIONCITY,DESTINATIONSTATE,DESTINATIONZIP,MILEAGE,DURATION,ORIGIN_BLOCK_LATITUDE,ORIGIN_BLOCK_LONGITUDE,ORIGIN_BLOCKNAME,DESTINATION_BLOCK_LATITUDE,DESTINATION_BLOCK_LONGITUDE,DESTINATION_BLOCKNAME,AIRPORT,ORIGINDATETIME_TR,DESTINATIONDATETIME_TR',
    cells:
      'id count word money money money money money money count =WASHINGTON =DC zip word? =DC zip? km seconds lat1 lon1 street? lat2 lon2 street? =N start end',
    time: 'MM/DD/YYYY HH:mm',
  },
  {
    name: 'taxis of San Francisco',
    place: 'San Francisco',
    header:
      'vehicle_placard_number,driver_id,start_time_local,end_time_local,pickup_location_latitude,pickup_location_longitude,pickup_location,dropoff_location_latitude,dropoff_location_longitude,dropoff_location,hail_type_id,qa_flags,meter_fare_amount,tip',
    cells: 'code hash start end lat1 lon1 from lat2 lon2 to =street word? money money?',
    time: 'YYYY/MM/DD hh:mm:ss AM',
  },
  {
    name: 'RideAustin',
    place: 'Austin',
    header:
      'completed_on,distance_travelled,end_location_lat,end_location_long,started_on,driver_rating,rider_rating,start_zip_code,end_zip_code,charity_id,requested_car_category,free_credit_used,surge_factor,start_location_long,start_location_lat,color,make,model,year,rating,Date,PRCP,TMAX',
    cells: 'end code lat2 lon2 start count km? zip zip? count? word money count lon1 lat1 word word word year km date km? code?',
  },
  {
    name: 'Didi, orders',
    place: 'Chengdu',
    header: 'order_id,ride_start_timestamp,ride_stop_timestamp,pickup_lng,pickup_lat,dropoff_lng,dropoff_lat',
    cells: 'hash start end lon1 lat1 lon2 lat2',
    time: 'X',
  },
  {
    name: 'Didi, charged rides',
    place: 'Chengdu',
    header: 'order_id,start_charge_time,end_charge_time,pickup_lng,pickup_lat,dropoff_lng,dropoff_lat',
    cells: 'hash start end lon1 lat1 lon2 lat2',
    time: 'X',
  },
  {
    name: 'Bolt',
    place: 'Helsinki',
    header: 'start_time,start_lat,start_lng,end_lat,end_lng,ride_value',
    cells: 'start lat1 lon1 lat2 lon2 money?',
    time: 'YYYY-MM-DD HH:mm:ss[.797]',
  },
  {
    name: 'Uber, trips of a rider',
    place: 'San Francisco',
    header:
      'City,Product Type,Trip or Order Status,Request Time,Begin Trip Time,Begin Trip Lat,Begin Trip Lng,Begin Trip Address,Dropoff Time,Dropoff Lat,Dropoff Lng,Dropoff Address,Distance (miles),Fare Amount,Fare Currency',
    cells: '=Oakland word =COMPLETED asked start lat1 lon1 street end lat2 lon2 street? km money =USD',
    time: 'YYYY-MM-DD HH:mm:ss [-0700 PDT]',
  },
  {
    name: 'carsharing, rentals',
    place: 'Berlin',
    header: 'vin,rental_start,rental_end,start_latitude,start_longitude,end_latitude,end_longitude,fuel_start,fuel_end,odometer',
    cells: 'hash start end lat1 lon1 lat2 lon2 count count? code',
    time: 'YYYY-MM-DD[T]HH:mm:ss[+02:00]',
  },
  {
    name: 'Samsara, trips of lorries',
    place: 'the United States',
    header:
      'vehicleId,driverId,startTime,endTime,startOdometer,endOdometer,distanceMeters,startCoordinates.latitude,startCoordinates.longitude,endCoordinates.latitude,endCoordinates.longitude',
    cells: 'code code? start end code code code lat1 lon1 lat2 lon2',
    time: 'X[000]',
  },
  {
    name: 'Geotab, trips of lorries',
    place: 'the United States',
    header: 'Device,Trip Start,Trip Stop,Start Latitude,Start Longitude,Stop Latitude,Stop Longitude,Distance,Idling',
    cells: 'word start end lat1 lon1 lat2 lon2 km seconds?',
    time: 'YYYY-MM-DD[T]HH:mm:ss[.000Z]',
  },
  {
    name: 'loads of a broker',
    place: 'the United States',
    header:
      'shipment_id,origin_city,origin_state,origin_zip,origin_lat,origin_lon,dest_city,dest_state,dest_zip,dest_lat,dest_lon,pickup_datetime,delivery_datetime,weight_lbs,miles,accessorials',
    cells: 'id street =CA zip lat1 lon1 street =TX zip lat2 lon2 start end code km? count?',
  },
  {
    name: 'ambulances',
    place: 'San Francisco',
    header:
      'Incident Number,Call Type,Priority,Dispatch Time,Start Time,End Time,Pickup Latitude,Pickup Longitude,Hospital,Dropoff Latitude,Dropoff Longitude,Patient Age,Zip,Unit,Notes',
    cells: 'id word count asked start end lat1 lon1 street lat2 lon2 count? zip? code street?',
  },
  {
    name: 'ferries',
    place: 'the Baltic Sea',
    header:
      'voyage,vessel,imo,departure_port,departure_lat,departure_lon,departure_time,arrival_port,arrival_lat,arrival_lon,arrival_time,passengers,cars',
    cells: 'id word code street lat1 lon1 start street lat2 lon2 end count? count?',
  },
  {
    name: 'flights',
    place: 'the world',
    header:
      'flight,departure_time,arrival_time,departure_latitude,departure_longitude,arrival_latitude,arrival_longitude,pax,delay',
    cells: 'id start end lat1 lon1 lat2 lon2 count? count?',
    time: 'YYYY-MM-DD[T]HH:mm[Z]',
  },
  {
    name: 'GeoLife, ends of its paths',
    place: 'Shanghai',
    header: 'user,start_time,end_time,mode,start_lat,start_lon,end_lat,end_lon,n_points,distance_m',
    cells: 'code start end word? lat1 lon1 lat2 lon2 code km?',
    time: 'YYYY/MM/DD HH:mm:ss',
  },
  {
    name: 'a travel survey',
    place: 'Washington',
    header: 'hhid,personid,tripno,trip_date,departure_time,o_lat,o_lon,d_lat,d_lon,mode,purpose,weight',
    cells: 'id count count date clock lat1 lon1 lat2 lon2 count count? km?',
    date: 'MM/DD/YYYY',
    clock: 'hh:mm AM',
  },
  {
    name: 'buses on demand',
    place: 'Melbourne',
    header:
      'Booking ID,Requested Pickup Time,Actual Pickup Time,Actual Dropoff Time,Pickup Lat,Pickup Lng,Dropoff Lat,Dropoff Lng,Passengers',
    cells: 'id asked start end lat1 lon1 lat2 lon2 count',
    time: 'D/MM/YYYY h:mm AM',
  },
]
