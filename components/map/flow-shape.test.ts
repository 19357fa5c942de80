import { expect, test } from 'vitest'
import { distanceToFlow, flowOutline, flowShape, flowWidth, onFlow } from './flow-shape.ts'

const there = flowShape({ x: 0, y: 0 }, { x: 100, y: 0 }, 10)
const back = flowShape({ x: 100, y: 0 }, { x: 0, y: 0 }, 10)

test('there and back lean to opposite sides', () => {
  expect(onFlow(there, 0.5).at.y).toBeCloseTo(9, 6)
  expect(onFlow(back, 0.5).at.y).toBeCloseTo(-9, 6)
})

test('the outline is wide at the start and thin at the end', () => {
  const outline = flowOutline(there)
  const across = (i: number) =>
    Math.hypot(outline[i].x - outline[outline.length - 1 - i].x, outline[i].y - outline[outline.length - 1 - i].y)
  expect(across(0)).toBeCloseTo(10, 6)
  expect(across(outline.length / 2 - 1)).toBeCloseTo(2, 6)
})

test('width grows with the root of the trips', () => {
  expect(flowWidth(100, 100)).toBe(10)
  expect(flowWidth(25, 100) - 1).toBeCloseTo(9 / 2, 6)
  expect(flowWidth(1, 1)).toBeLessThan(4)
})

test('distance is to the curve, not to the straight way', () => {
  expect(distanceToFlow(there, { x: 50, y: 9 })).toBeLessThan(1)
  expect(distanceToFlow(there, { x: 50, y: -5 })).toBeGreaterThan(12)
})

test('a short flow is thin, however many trips it has', () => {
  expect(flowShape({ x: 0, y: 0 }, { x: 20, y: 0 }, 10).width).toBeCloseTo(2.8, 6)
  expect(flowShape({ x: 0, y: 0 }, { x: 2, y: 0 }, 10).width).toBe(1)
})
