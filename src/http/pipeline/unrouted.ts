import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../refusals/refuse.ts'
import { beginCall } from './adapter.ts'
import { restoreHead } from './restore-head.ts'
import { setHeaders } from './set-headers.ts'

/** Refuses what is wrong before there is a route, and so before any stage: a path that cannot be decoded. */
export function refuseUnrouted(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const call = beginCall(request, reply)
  restoreHead(call)
  setHeaders(call)
  return refuse(error, request, reply)
}
