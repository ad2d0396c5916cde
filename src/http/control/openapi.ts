import type { FastifyInstance } from 'fastify'
import { packageRoot } from '../../package.ts'
import { pageFile } from './docs-page.ts'

/** `/_emulator/openapi/*.json` and `/_emulator/docs/`: the printed documents, and a page of them. */

const folder = new URL('openapi/', packageRoot)
const documents = ['sms', 'iam', 'companions', 'control'] as const

const config = { surface: 'control' } as const
/** The page is the same for everybody, and a browser opens it without a token; what it shows it has to ask for. */
const open = { ...config, public: true } as const
const schema = { hide: true }

export async function openapiRoutes(app: FastifyInstance): Promise<void> {
  app.get('/_emulator/docs', { config: open, schema }, async (_, reply) =>
    reply.redirect('/_emulator/docs/'),
  )
  for (const name of documents) {
    app.get(`/_emulator/openapi/${name}.json`, { config, schema }, async (_, reply) => {
      reply.type('application/json')
      return readText(new URL(`${name}.json`, folder))
    })
  }
  app.get<{ Params: { '*': string } }>(
    '/_emulator/docs/*',
    { config: open, schema },
    async (request, reply) => {
      const file = pageFile(request.params['*'])
      if (!file) return reply.callNotFound()
      reply.type(file.type).headers(file.headers)
      return readText(file.url)
    },
  )
}

/** @returns the text of a file. What reads it is loaded only now: it is a large part of Node. */
async function readText(url: URL): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return readFile(url, 'utf8')
}
