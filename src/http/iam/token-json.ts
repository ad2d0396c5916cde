import type { FastifyRequest } from 'fastify'
import { type HeldToken, tokenJson } from '../../domain/identity/tokens.ts'
import type { TokenResponse } from '../../schemas/iam/tokens.ts'
import { Rendered } from '../pipeline/rendered.ts'
import { catalogBase } from './links.ts'

/** Describes a token as IAM does when it is issued or validated. */
export const renderToken = (held: HeldToken, request: FastifyRequest): Rendered<TokenResponse> =>
  new Rendered(tokenJson(held, catalogBase(request)), [])
