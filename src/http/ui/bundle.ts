import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

/** The files of the dashboard, by their names. */
export type PageFiles = Readonly<Record<'index.html' | 'main.css' | 'main.js', string>>

/**
 * Leaves out of the page how its client checks arguments and points errors to its caller: the compiler has checked those
 * of the page, and nobody reads the stacks of its errors. Also what only tests ask of a client: it waits for no condition,
 * makes no accounts, moves no agents, and reads no files. Refusals stay in the words of the control API, which are about what
 * the page has, and its own stream of events is read with what that takes. A tenth of the page.
 */
const withoutChecks = (source: URL): Plugin => ({
  name: 'without checks of arguments',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^\.\/server-events\.ts$/ }, () => ({
      path: fileURLToPath(new URL('state/server-events.ts', source)),
    }))
    onLoad({ filter: /client[\\/]usages\.ts$/ }, () => ({ contents: 'export const bodies = {}' }))
    onLoad({ filter: /client[\\/]call-site\.ts$/ }, () => ({
      contents: `export const wrapMethods = () => {}
        export const withCheckedArguments = (_usage, method) => method`,
    }))
    onLoad({ filter: /client[\\/]arguments\.ts$/ }, () => ({
      contents: `import { EmulatorError } from './errors.ts'
        export const checkArguments = () => {}
        export const invalidCall = (message) => new EmulatorError(400, { message })`,
    }))
    onLoad({ filter: /client[\\/](?:unmet-condition|unexpected-requests)\.ts$/ }, () => ({
      contents:
        'export const unmetCondition = () => {}\nexport const unexpectedRequests = () => {}',
    }))
    onLoad({ filter: /client[\\/]refusal-words\.ts$/ }, () => ({
      contents: `export const inLibraryWords = ({ message }) => message
        export const networkReasonOf = inLibraryWords`,
    }))
    onLoad({ filter: /client[\\/]documents\.ts$/ }, () => ({
      contents: `export const documentOf = (given) => given
        export { documentOf as instead, documentOf as readDocument, documentOf as withPath }`,
    }))
    onLoad({ filter: /client[\\/](?:test-account|accounts|agents)\.ts$/ }, () => ({
      contents:
        'export class TestAccount {} export class AccountControl {} export class AgentControl {}',
    }))
  },
})

/**
 * Makes the dashboard from its source: when the package is built, and in a clone when it is looked at first.
 *
 * @param source the folder `src/ui`.
 * @returns its files, and the paths of all that went into them.
 * @throws Error of esbuild, which is installed in a clone only.
 */
export async function bundlePage(source: URL): Promise<{ files: PageFiles; inputs: string[] }> {
  const { build } = await import('esbuild')
  const { outputFiles, metafile } = await build({
    entryPoints: {
      main: fileURLToPath(new URL('main.tsx', source)),
      style: fileURLToPath(new URL('style.css', source)),
    },
    outdir: '/',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [withoutChecks(source)],
    legalComments: 'none',
    logLevel: 'silent',
  })
  const textOf = (name: string): string =>
    outputFiles.find(({ path }) => path.endsWith(name))?.text ?? ''
  const files = {
    'index.html': await readFile(new URL('index.html', source), 'utf8'),
    'main.css': textOf('style.css'),
    'main.js': textOf('main.js'),
  }
  return { files, inputs: Object.keys(metafile.inputs) }
}
