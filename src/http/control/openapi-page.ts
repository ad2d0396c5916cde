import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify from 'fastify'
import { restoreMethod, routeHeadAsGet } from '../pipeline/restore-head.ts'
import { compilersFor } from '../pipeline/validate.ts'

/** The page's files beside the bundle. Elsewhere the plugin finds its own. */
const page_files = fileURLToPath(new URL('static', import.meta.url))

/** The page of the documents: an app of its own, which nobody waits for who does not look at it. */

/** @returns what answers a request for the page or one of its files. */
export async function openapiPage(
  documents: readonly { name: string; url: string }[],
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const app = Fastify({
    exposeHeadRoutes: false,
    rewriteUrl: (request) => routeHeadAsGet(request, request.url ?? '/'),
    schemaController: { compilersFactory: compilersFor(false, false) },
  })
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    restoreMethod(raw)
    done()
  })
  // The page wants the plugin that makes documents; it is given one without content, and shows ours.
  await app.register(swagger, {
    mode: 'static',
    specification: {
      document: { openapi: '3.1.0', info: { title: 'see urls', version: '0' }, paths: {} },
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/_emulator/docs',
    ...(existsSync(page_files) ? { baseDir: page_files } : {}),
    uiConfig: { urls: documents } as object,
    // As the plugin's own, without its upgrade to HTTPS: the emulator is often plain HTTP by name.
    staticCSP: `default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'`,
    theme: { title: 'huaweicloud-sms-emulator' },
  })
  await app.ready()
  return app.routing
}
