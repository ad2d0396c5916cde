import { subscribe } from 'node:diagnostics_channel'
import { mkdirSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { folder_variable, isSampled, undocumented, writeAnswers } from './answers-met.ts'

/**
 * Loaded before every test file (.taprc): notes what each call to an operation is answered with, whichever way its
 * app was built. A status that the operation's document does not have fails the file. Calls that meet a fault do
 * not count: a fault may ask for any status.
 */

/** What is recorded, and what tests of a sample of cases met beside it. */
const answers = new Set<string>()
const sampled = new Set<string>()

// Fastify tells on this channel of every app that it makes.
subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onResponse', (request, reply, done) => {
    // An app that is not ours, as that of the page of the documents, has none.
    const call: FastifyRequest['call'] | undefined = request.call
    const operationId = call?.operation
    if (operationId !== undefined && !call?.knownParts.met) {
      const errorCode = call?.refusal.code
      const status = String(reply.statusCode)
      // The code of Keystone is the status once more.
      const code = errorCode && errorCode !== status ? [errorCode] : []
      const met = isSampled(request.server) ? sampled : answers
      met.add([operationId, status, ...code].join(' '))
    }
    done()
  })
})

if (isMainThread) {
  process.on('exit', () => {
    if (answers.size + sampled.size === 0) return
    const unknown = undocumented([...answers, ...sampled])
    if (unknown.length > 0) {
      process.stderr.write(`answered, and not documented in openapi/: ${unknown.join(', ')}\n`)
      process.exitCode ||= 1
    }
    const folder = process.env[folder_variable]
    if (folder === undefined) return
    mkdirSync(folder, { recursive: true })
    writeAnswers(`${folder}/${process.pid}.txt`, answers)
  })
}
