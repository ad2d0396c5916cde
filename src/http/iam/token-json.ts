import type { FastifyRequest } from 'fastify'
import { type HeldToken, tokenJson } from '../../domain/identity/tokens.ts'
import type { TokenResponse } from '../../schemas/iam/tokens.ts'
import { Rendered } from '../pipeline/rendered.ts'
import { catalogBase } from './links.ts'

/** The body that describes a token: the journal keeps this, a tenth as long as its text. */
class TokenBody {
  readonly #held: HeldToken
  readonly #base: string | null

  constructor(held: HeldToken, base: string | null) {
    this.#held = held
    this.#base = base
  }

  again(): string {
    return tokenJson(this.#held, this.#base)
  }

  get of(): [] {
    return []
  }
}

/** A token as IAM describes it to whoever asks for one, or about one. */
export function renderToken(held: HeldToken, request: FastifyRequest): Rendered<TokenResponse> {
  const body = new TokenBody(held, catalogBase(request))
  return new Rendered(body.again(), [], body)
}
