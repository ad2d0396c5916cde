import { packageRoot } from '../../package.ts'

/**
 * The files of the page at `/_emulator/docs/`: its own (docs-page/), those of Swagger UI, and the printed pages that it
 * shows. The package has them all in `dist/static` (scripts/build.ts); in a clone they are where they are written.
 */

/** Where each is in a clone. */
const folders = {
  'src/http/control/docs-page': [
    'page.html',
    'page.css',
    'page.js',
    'search.js',
    'fill-in.js',
    'tabs.js',
    'icon.svg',
  ],
  'node_modules/@fastify/swagger-ui/static': ['swagger-ui-bundle.js', 'swagger-ui.css'],
  docs: ['sources.md', 'states.md', 'errors.md'],
} as const

/** All files of the page, by name: where each is in a clone, relative to the package. */
export const page_files: ReadonlyMap<string, string> = new Map(
  Object.entries(folders).flatMap(([folder, names]) =>
    names.map((name): [string, string] => [name, `${folder}/${name}`]),
  ),
)

const types = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['md', 'text/markdown; charset=utf-8'],
])

/** Swagger UI sets styles of elements; only this page allows that. */
const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  ...['base-uri', 'form-action', 'frame-ancestors'].map((one) => `${one} 'none'`),
].join('; ')

/** Whether this runs from the bundle, whose folder has the files. */
const isBundled = new URL('.', import.meta.url).pathname.endsWith('/dist/')

/** @param name the rest of the address; empty for the page itself. @returns undefined for a file that is not of the page. */
export function pageFile(name: string) {
  const file = name === '' ? 'page.html' : name
  const place = page_files.get(file)
  if (place === undefined) return undefined
  return {
    url: new URL(isBundled ? `dist/static/${file}` : place, packageRoot),
    type: types.get(file.split('.').at(-1) ?? '') ?? 'application/octet-stream',
    headers: {
      'cache-control': 'no-cache',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
    },
  }
}
