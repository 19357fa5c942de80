"""Trips in a pandas frame. Reads orders as lines of JSON and answers each with one: {"load": [paths]}, or which trips to count by week."""

import io
import json
import sys
import time

import numpy as np
import pandas as pd

ROWS_AT_ONCE = 1_000_000
ENDS = ("origin", "destination")


def read_points(text):
    """Longitude and latitude of POINT (lon lat) in 1e-7 degree."""
    joined = "\n".join(text.str.slice(7, -1))
    degrees = pd.read_csv(io.StringIO(joined), sep=" ", header=None, names=["lon", "lat"], dtype="float64")
    return (degrees * 10_000_000).round().astype("int32")


def read_file(path):
    kept = []
    for chunk in pd.read_csv(path, chunksize=ROWS_AT_ONCE, parse_dates=["datetime"]):
        columns = {name: chunk[name].array for name in ("region", "datasource", "datetime")}
        for end in ENDS:
            points = read_points(chunk[f"{end}_coord"])
            columns[f"{end}_lon"], columns[f"{end}_lat"] = points.lon.array, points.lat.array
        kept.append(pd.DataFrame(columns))
    return pd.concat(kept, ignore_index=True)


def load(trips, paths):
    started = time.perf_counter()
    trips = pd.concat([trips, *map(read_file, paths)], ignore_index=True)
    for name in ("region", "datasource"):
        trips[name] = trips[name].astype("category")
    size = int(trips.memory_usage(deep=True).sum())
    seconds = time.perf_counter() - started
    return trips, {"version": pd.__version__, "rows": len(trips), "bytes": size, "seconds": seconds}


def is_in(trips, end, box):
    lon, lat = trips[f"{end}_lon"], trips[f"{end}_lat"]
    return (lon >= box["west"]) & (lon <= box["east"]) & (lat >= box["south"]) & (lat <= box["north"])


def in_area(trips, asked):
    box, relation = asked["box"], asked["relation"]
    if relation == "starts":
        return is_in(trips, "origin", box)
    if relation == "ends":
        return is_in(trips, "destination", box)
    starts, ends = (is_in(trips, end, box) for end in ENDS)
    return starts & ends if relation == "within" else starts | ends


def days_after_1970(days):
    return pd.Timestamp("1970-01-01") + pd.Timedelta(days=days)


def count(trips, asked):
    """Trips by whole weeks since Monday 1969-12-29."""
    started = time.perf_counter()
    if "box" in asked:
        trips = trips[in_area(trips, asked)]
    for name in ("region", "datasource"):
        if name in asked:
            trips = trips[trips[name] == asked[name]]
    if "from" in asked:
        trips = trips[trips.datetime >= days_after_1970(asked["from"])]
    if "to" in asked:
        trips = trips[trips.datetime < days_after_1970(asked["to"] + 1)]
    if "hours" in asked:
        trips = trips[trips.datetime.dt.hour.isin(asked["hours"])]
    if "weekdays" in asked:
        trips = trips[(trips.datetime.dt.weekday + 1).isin(asked["weekdays"])]
    days = trips.datetime.to_numpy().astype("datetime64[D]").astype("int64")
    weeks, counts = np.unique((days + 3) // 7, return_counts=True)
    ms = round((time.perf_counter() - started) * 1000, 2)
    return {"ms": ms, "counts": list(zip(weeks.tolist(), counts.tolist()))}


def main():
    trips = pd.DataFrame()
    for line in sys.stdin:
        order = json.loads(line)
        if "load" in order:
            trips, answer = load(trips, order["load"])
        else:
            answer = count(trips, order)
        print(json.dumps(answer), flush=True)


main()
