'use server'

import { z } from 'zod'
import { locate } from '#db/read/areas.ts'
import { readCells as cellsOf } from '#db/read/cells.ts'
import { readDashboard as dashboardOf } from '#db/read/dashboard.ts'
import { readDataset as datasetOf } from '#db/read/dataset.ts'
import { readGroupTrips as groupTripsOf } from '#db/read/group-trips.ts'
import { readImports as importsOf } from '#db/read/imports.ts'
import { cellsQuery, type DashboardParams, dashboardQuery, groupTripsQuery } from '#trips/filters.ts'
import type { ImportView } from '#trips/import-job.ts'
import type { Answer, CellsView, DashboardView, DatasetView, GroupTripsView } from '#trips/views.ts'
import { answerAction, type Params } from './_http/answer-action.ts'
import { database } from './_http/database.ts'

const asGiven = <Query>(_db: unknown, query: Query): Query => query

/** Everything one change of the dashboard needs, in one call. */
export const readDashboard = async (params: DashboardParams): Promise<Answer<DashboardView>> =>
  answerAction({ name: 'readDashboard', schema: dashboardQuery, keep: true }, params, locate, dashboardOf)

/** Density for a map view. */
export const readCells = async (params: Params): Promise<Answer<CellsView>> =>
  answerAction({ name: 'readCells', schema: cellsQuery }, params, asGiven, cellsOf)

/** Where the data are. */
export const readDataset = async (): Promise<Answer<DatasetView>> =>
  answerAction({ name: 'readDataset', schema: z.object({}) }, {}, asGiven, (db, _, bounds) => datasetOf(db, bounds))

/** The trips of one group, its key as /groups says it. */
export const readGroupTrips = async (key: string, params: Params): Promise<Answer<GroupTripsView>> =>
  answerAction({ name: `readGroupTrips ${key}`, schema: groupTripsQuery }, params, locate, (db, query, bounds) =>
    groupTripsOf(db, String(key), query, bounds),
  )

/** The newest imports, as many as a page shows: what an open page reads once more after each (re)subscription. */
export const readImports = async (): Promise<ImportView[]> => (await importsOf(database(), { limit: 100 })).imports
