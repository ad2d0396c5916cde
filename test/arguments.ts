import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { nearest } from '../src/text/names.ts'
import { allTests } from './groups/files.ts'
import { listSuites } from './suites.ts'

/** What `npm test` is asked for: a suite with its arguments, or what goes to tap. */
export type Asked = { suite: string | undefined; args: string[] }

/** Reads the arguments of `npm test`. @throws Error that says what there is, if there is no such suite or file */
export function readArguments(args: readonly string[]): Asked {
  const [name = '', ...rest] = args
  if (!/^\w[^./\\]*$/.test(name)) return { suite: undefined, args: args.map(compiledPath) }
  const names = listSuites().map(({ name }) => name)
  if (names.includes(name)) return { suite: name, args: rest }
  const files = allTests()
    .filter((file) => posix.basename(file) === `${name}.test.ts`)
    .map((file) => `test/${file}`)
  const near = [...files, ...nearest(name, names)]
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''
  throw new Error(refusal(`There is no suite "${name}".${hint}`))
}

/** Names the compiled file of a test file, and leaves other arguments as they are. */
function compiledPath(argument: string): string {
  const path = posix.normalize(argument.replaceAll('\\', '/'))
  if (!/^test\/.*\.test\.ts$/.test(path)) return argument
  if (!existsSync(path)) throw new Error(refusal(`There is no file ${path}.`))
  return `.build/${path.replace(/\.ts$/, '.js')}`
}

function refusal(problem: string): string {
  const suites = listSuites()
  const width = Math.max(...suites.map(({ name }) => name.length))
  const list = suites.map(({ name, about }) => `  npm test -- ${name.padEnd(width)}  ${about}`)
  return `${problem}

The quick tests, one file of them, or a suite:
  npm test
  npm test -- test/promises.test.ts
${list.join('\n')}`
}
