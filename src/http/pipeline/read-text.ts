import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { TextContent, TextKind } from '../../domain/history/text-kinds.ts'
import { bodyText } from '../refusals/body-text.ts'
import type { Call } from './call.ts'
import { type CallContext, until, type Wait } from './stage.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the body is, where it is a text that is read before its call waits for the account. */
    text?: TextKind
  }
}

/**
 * Reads what the text of a body says, before the call waits for its account: nothing may happen to that between
 * the wait and the handler.
 */
export function readText(call: Call, { emulator, closing }: CallContext): undefined | Wait {
  const { body } = call.request
  const { text } = call.config
  if (text === undefined || typeof body !== 'string' || body === '') return undefined
  return until(
    (async () => call.add('content', await emulator.host.readText(text, body, closing)))(),
  )
}

/**
 * Routes that accept a body of any media type as text: tools do not agree on one for YAML, so the text decides what
 * it is.
 */
export const withTexts =
  (...routes: FastifyPluginAsyncZod[]): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(async (texts) => {
      texts.removeAllContentTypeParsers()
      texts.addContentTypeParser<Buffer>(
        '*',
        { parseAs: 'buffer' },
        async (request: FastifyRequest, body: Buffer) => bodyText(request, body),
      )
      for (const add of routes) await add(texts, {})
    })
  }

/** What the text of a body says. */
export const contentOf = <Kind extends TextKind>({ call }: FastifyRequest, _: Kind) =>
  call.part('content') as TextContent<Kind>
