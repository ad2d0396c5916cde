import type { FastifyInstance } from 'fastify'
import { packageRoot } from '../../package.ts'

/** `/_emulator/openapi/*.json` and `/_emulator/docs`: the printed documents, and a page of them. */

const folder = new URL('openapi/', packageRoot)
const documents = ['sms', 'iam', 'control'] as const

export async function openapiRoutes(app: FastifyInstance): Promise<void> {
  for (const name of documents) {
    app.get(
      `/_emulator/openapi/${name}.json`,
      { config: { surface: 'control' }, schema: { hide: true } },
      async (_, reply) => {
        // Loaded only now: it is a large part of Node, and nothing else wants it.
        const { readFile } = await import('node:fs/promises')
        reply.type('application/json')
        return readFile(new URL(`${name}.json`, folder), 'utf8')
      },
    )
  }
  let page: ReturnType<typeof makePage> | undefined
  for (const url of ['/_emulator/docs', '/_emulator/docs/*']) {
    app.get(
      url,
      { config: { surface: 'control' }, schema: { hide: true } },
      async ({ raw }, reply) => {
        page ??= makePage()
        const answer = await page
        reply.hijack()
        reply.raw.setHeader('x-content-type-options', 'nosniff')
        answer(raw, reply.raw)
      },
    )
  }
}

/** The page and its libraries, loaded at the first look. */
async function makePage() {
  const { openapiPage } = await import('./openapi-page.ts')
  return openapiPage(documents.map((name) => ({ name, url: `/_emulator/openapi/${name}.json` })))
}
