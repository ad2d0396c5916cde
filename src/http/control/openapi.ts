import { readFile } from 'node:fs/promises'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { packageRoot } from '../../package-root.ts'

/** `/_emulator/openapi/*.json` and `/_emulator/docs`: the printed documents, and a page of them. */

const folder = new URL('openapi/', packageRoot)
const documents = ['sms', 'iam', 'control'] as const

export async function openapiRoutes(app: FastifyInstance): Promise<void> {
  for (const url of ['/_emulator', '/_emulator/']) {
    app.get(url, { config: { surface: 'control' }, schema: { hide: true } }, async (_, reply) =>
      reply.redirect('/_emulator/docs/'),
    )
  }
  for (const name of documents) {
    app.get(
      `/_emulator/openapi/${name}.json`,
      { config: { surface: 'control' }, schema: { hide: true } },
      async (_, reply) => {
        reply.type('application/json')
        return readFile(new URL(`${name}.json`, folder), 'utf8')
      },
    )
  }
  // The page wants the plugin that makes documents; it is given one without content, and shows ours.
  await app.register(swagger, {
    mode: 'static',
    specification: {
      document: { openapi: '3.1.0', info: { title: 'see urls', version: '0' }, paths: {} },
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/_emulator/docs',
    uiConfig: {
      urls: documents.map((name) => ({ name, url: `/_emulator/openapi/${name}.json` })),
    } as object,
    // As the plugin's own, without its upgrade to HTTPS: the emulator is often plain HTTP by name.
    staticCSP: `default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'`,
    theme: { title: 'huaweicloud-sms-emulator' },
  })
}
