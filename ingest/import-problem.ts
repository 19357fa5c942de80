import type { ImportProblem } from '#trips/import-job.ts'

/** The file's fault: ends the import in `failed` with a sentence for the person who sent it. */
export class FileProblem extends Error {
  constructor(readonly problem: ImportProblem) {
    super(problem.message)
    this.name = 'FileProblem'
  }
}
