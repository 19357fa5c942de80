import { expect, test } from 'vitest'
import { makeBoxes, makeQuestions, wholeCells } from './make-questions.ts'
import { kindNames, kinds, type Question } from './question.ts'
import { questionPath } from './question-path.ts'
import { madeOf } from './shapes.ts'

test('every kind is asked as often as it says, no question twice, and the same seed asks the same', () => {
  const questions = makeQuestions(madeOf, 2)
  for (const kind of kindNames) expect(questions.filter((one) => one.kind === kind)).toHaveLength(kinds[kind].count)
  const paths = questions.map(questionPath)
  expect(new Set(paths).size).toBe(paths.length)
  expect(makeQuestions(madeOf, 2)).toEqual(questions)
  expect(makeQuestions(madeOf, 3, 1).map(({ kind }) => kind)).toEqual(kindNames)
})

test('what warms up and what a crowd asks is nothing of what is measured', () => {
  const measured = new Set(makeQuestions(madeOf, 2).map(questionPath))
  const warm = makeQuestions(madeOf, 3, 3).filter(({ kind }) => kinds[kind].family !== 'known')
  for (const question of [...warm, ...makeBoxes(madeOf, 5, 1000)]) expect(measured).not.toContain(questionPath(question))
})

test('a path says the selection in the words of the API', () => {
  const box = { west: 144_000_000, south: 500_300_000, east: 145_500_000, north: 501_000_000 }
  const selection = { relation: 'within', box, hours: [7, 8], weekdays: [1], from: 19_723, to: 19_730, datasource: 'a' } as const
  const asked: Question = { kind: 'combined', form: 'weeks', selection }
  expect(decodeURIComponent(questionPath(asked))).toBe(
    '/api/v1/weekly-average?bbox=14.4,50.03,14.55,50.1&relation=within&datasource=a&hours=7,8&weekdays=1&from=2024-01-01&to=2024-01-08',
  )
  const ring = [
    [0, 0],
    [10_000_000, 0],
    [0, -5],
  ] as const
  expect(decodeURIComponent(questionPath({ kind: 'polygon', form: 'weeks', selection: { relation: 'ends', ring } }))).toBe(
    '/api/v1/weekly-average?relation=ends&area={"type":"Polygon","coordinates":[[[0,0],[1,0],[0,-5e-7],[0,0]]]}',
  )
})

test('the cells that a view meets fill a box', () => {
  const size = 2 ** 20
  const half = 2 ** 31
  const edge = 5 * size - half
  expect(wholeCells({ west: edge - 1, south: edge, east: edge, north: edge + size - 1 }, 12)).toEqual({
    west: edge - size,
    south: edge,
    east: edge + size - 1,
    north: edge + size - 1,
  })
})
