import type { Publisher } from './written-files.ts'

/** Headers of scooters and bikes that stand anywhere. */
export const publishersOfScooters: readonly Publisher[] = [
  {
    name: 'scooters of Austin',
    place: 'Austin',
    header:
      'ID,Device ID,Vehicle Type,Trip Duration,Trip Distance,Start Time,End Time,Modified Date,Month,Hour,Day of Week,Council District (Start),Council District (End),Start Latitude,Start Longitude,End Latitude,End Longitude,Year',
    cells: 'hash hash word seconds code start end written month hour count count? count? lat1 lon1 lat2 lon2 =2018',
    time: 'MM/DD/YYYY hh:mm:ss AM',
  },
  {
    name: 'scooters of Louisville',
    place: 'Louisville',
    header:
      'TripID,StartDate,StartTime,EndDate,EndTime,TripDuration,TripDistance,StartLatitude,StartLongitude,EndLatitude,EndLongitude,DayOfWeek,HourNum',
    cells: 'hash date clock enddate endclock minutes km lat1 lon1 lat2 lon2 count hour?',
    clock: 'HH:mm',
    digits: 3,
  },
  {
    name: 'scooters of Kansas City',
    place: 'Kansas City',
    header:
      'Start Date,Start Time,End Date,End Time,Trip Duration,Trip Distance,Start Latitude,Start Longitude,End Latitude,End Longitude,DayOfWeek,HourNum,Start Location,End Location',
    cells: 'date clock enddate endclock seconds? km lat1 lon1 lat2 lon2 count hour from? to?',
    date: 'MM/DD/YYYY [12:00:00 AM]',
    clock: 'HH:mm:[00]',
  },
  {
    name: 'scooters of Chicago',
    place: 'Chicago',
    header:
      'Trip ID,Start Time,End Time,Trip Distance,Trip Duration,Vendor,Start Community Area Number,End Community Area Number,Start Community Area Name,End Community Area Name,Start Centroid Latitude,Start Centroid Longitude,Start Centroid Location,End Centroid Latitude,End Centroid Longitude,End Centroid Location',
    cells: 'hash start end code seconds word count? count? street? street? lat1 lon1 from lat2 lon2 to',
    time: 'MM/DD/YYYY hh:mm:ss AM',
    digits: 9,
  },
  {
    name: 'Mobility Data Specification',
    place: 'Los Angeles',
    header:
      'provider_id,device_id,vehicle_id,vehicle_type,propulsion_types,trip_id,trip_duration,trip_distance,accuracy,start_time,end_time,publication_time,start_lat,start_lng,end_lat,end_lng,parking_verification_url,standard_cost,actual_cost,currency',
    cells: 'hash hash code word ={electric} hash seconds code count start end written lat1 lon1 lat2 lon2 word? code? code? =USD',
    time: 'X[123]',
  },
  {
    name: 'Chattanooga Bike Share',
    place: 'the United States',
    header:
      'TripID,BikeID,MemberType,MemberAge,MemberGender,StartDateTime,EndDateTime,StartStationID,StartStationName,StartLatitude,StartLongitude,EndStationID,EndStationName,EndLatitude,EndLongitude,TripDurationMin',
    cells: 'id code word count? word? start end code street lat1 lon1 code street lat2 lon2 minutes',
    time: 'MM/DD/YYYY hh:mm:ss AM',
  },
]
