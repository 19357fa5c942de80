import { UserProblem } from '#trips/user-problem.ts'

export const apiBase = '/api/v1'

/** Name and decoded value of each parameter of a path template such as `/imports/{id}` in an address that matches it. */
export function pathParameters(template: string, pathname: string): [string, string][] {
  const parts = pathname.slice(apiBase.length).split('/')
  return template.split('/').flatMap((name, i) => (name.startsWith('{') ? [[name.slice(1, -1), decoded(parts[i] ?? '')]] : []))
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new UserProblem('bad_parameter', `"${part}" in the path is not percent-encoded UTF-8`, { found: part })
  }
}
