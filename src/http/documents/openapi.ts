import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Surface } from '../pipeline/surface.ts'
import { describeFiles } from './openapi-files.ts'
import { addLinks } from './openapi-links.ts'
import { type Document, tidy } from './openapi-tidy.ts'
import { addDiscriminators } from './openapi-unions.ts'
import { describeOperations } from './texts/describe.ts'

/**
 * The OpenAPI documents, printed from the routes. Only the printer registers this: a
 * running emulator serves what was printed and committed.
 */

const titles: Record<Surface, { title: string; description: string }> = {
  sms: {
    title: 'Server Migration Service v3, as emulated',
    description:
      'What the emulator answers on the SMS API. A fault (docs/faults.md) may ask for any other status from 400 to 599.',
  },
  iam: {
    title: 'IAM endpoints, as emulated',
    description:
      'What clients of SMS need of Identity and Access Management. A fault (docs/faults.md) may ask for any other status from 400 to 599.',
  },
  companions: {
    title: 'Companion services, as emulated',
    description:
      'What programs around SMS need of ECS, VPC, IMS and EVS. A fault (docs/faults.md) may ask for any other status from 400 to 599.',
  },
  control: {
    title: 'Control API of huaweicloud-sms-emulator',
    description:
      'Time, fixtures and state of an account. It acts on the account named by `?account=`.',
  },
}

export const surfaceNames = Object.keys(titles) as Surface[]

/** Registers a printer for each surface; call it before the routes, and make those of all services before one is printed. */
export function registerPrinters(version: string) {
  /** The named schemas, which all documents have until they are tidied. */
  let components: object | undefined
  return async (app: FastifyInstance): Promise<void> => {
    for (const surface of surfaceNames) {
      const transform = createJsonSchemaTransform({})
      await app.register(swagger, {
        exposeHeadRoutes: true,
        decorator: decoratorOf(surface) as 'swagger',
        openapi: {
          openapi: '3.1.0',
          info: {
            ...titles[surface],
            version,
            license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
          },
          // Wherever the emulator was reached: the page that shows the document calls its own origin.
          servers: [{ url: '/' }],
        },
        transform: (route) => {
          const printed = transform(route)
          const mine = route.route.config?.surface === surface
          // Regular expressions of the router are no part of a path that others read.
          const url = printed.url.replace(/\(\^[^)]*\)/, '')
          // The library marks those of HEAD, in case there is a GET of the same name.
          const operationId = printed.schema?.operationId?.replace(/-head$/, '')
          const schema = mine ? { ...printed.schema, operationId } : { hide: true }
          return { url, schema: schema as FastifySchema }
        },
        transformObject: (printed) => {
          components ??= (jsonSchemaTransformObject(printed) as Document).components ?? {}
          return { ...(printed as { openapiObject: object }).openapiObject, components }
        },
      })
    }
  }
}

const decoratorOf = (surface: Surface): string => `${surface}Document`

/** The printed document of a surface, tidied, with its links and its texts. */
export function printedDocument(app: FastifyInstance, surface: Surface): Document {
  const print = (app as unknown as Record<string, () => unknown>)[decoratorOf(surface)]
  if (!print) throw new Error('registerPrinters was not given to makeServiceApps')
  const document = tidy(describeFiles(JSON.parse(JSON.stringify(print()))))
  addDiscriminators(document)
  addLinks(document)
  describeOperations(document, surface)
  return document
}
