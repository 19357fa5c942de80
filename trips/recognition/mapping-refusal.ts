import type { ImportProblem } from '../import-job.ts'

/** Thrown where a file cannot be read as trips, with a sentence for the sender (without its full stop). */
export class MappingRefusal extends Error {
  constructor(
    readonly code: ImportProblem['code'],
    message: string,
  ) {
    super(message)
  }
}

export const unmappable = (message: string): MappingRefusal => new MappingRefusal('unmappable', message)
