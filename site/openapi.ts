import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { root } from './pages.ts'

/** The OpenAPI documents, and a page to read them, from the package that shows them in the emulator. */

const viewer = resolve(root, 'node_modules/@fastify/swagger-ui/static')
const viewer_files = ['swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'swagger-ui.css']

/** As the README links to them: `[SMS](openapi/sms.json)`. */
const documents = [
  ...readFileSync(resolve(root, 'README.md'), 'utf8').matchAll(
    /\[([^\]]+)\]\((openapi\/\w+\.json)\)/g,
  ),
].map(([, name = '', path = '']) => ({ name, path, url: basename(path) }))

/** A menu of the documents. */
export const openapiMenu = {
  text: 'OpenAPI',
  items: documents.map(({ name }) => ({
    text: name,
    link: `/openapi/index.html?urls.primaryName=${encodeURIComponent(name)}`,
    target: '_self',
  })),
}

/** Writes the documents and their page below the site's folder. */
export function writeOpenapi(site: string): void {
  const folder = resolve(site, 'openapi')
  for (const { path } of documents) cpSync(resolve(root, path), resolve(site, path))
  for (const name of viewer_files) cpSync(resolve(viewer, name), resolve(folder, name))
  const page = readFileSync(resolve(import.meta.dirname, 'openapi.html'), 'utf8')
  writeFileSync(resolve(folder, 'index.html'), page.replace('DOCUMENTS', JSON.stringify(documents)))
}
