/** Tested by: test/cli/bundle-secrets.test.ts */
import { FixtureProvider } from '../../schemas/iam/identities.ts'
import type { IdentityProvider } from '../../schemas/stored/accounts.ts'
import { isTooDeep } from '../../text/json-depth.ts'

/** The secret keys of a run, by their access keys, and the public keys of its identity providers, by their names. */
export class SecretKeys {
  readonly #keys = new Map<string, Set<string>>()
  readonly #providers = new Map<string, IdentityProvider['keys']>()

  of(ak: string): string[] {
    return [...(this.#keys.get(ak) ?? [])]
  }

  /** @param name of an identity provider. */
  ofProvider(name: string): IdentityProvider['keys'] {
    return this.#providers.get(name) ?? []
  }

  /** @param value what a fixture, a body or an answer says. */
  learn(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    const fields = value as Record<string, unknown>
    for (const [id, secret] of pairs) {
      const [ak, sk] = [fields[id], fields[secret]]
      if (typeof ak !== 'string' || typeof sk !== 'string') continue
      this.#keys.set(ak, (this.#keys.get(ak) ?? new Set()).add(sk))
    }
    if ('issuer' in fields) this.#learnProvider(fields)
    for (const part of Object.values(fields)) this.learn(part)
  }

  #learnProvider(fields: Record<string, unknown>): void {
    const { data } = FixtureProvider.safeParse(fields)
    if (!data) return
    const keys = [...(data.keys ?? []), ...(data.jwks?.keys ?? [])]
    this.#providers.set(data.name, [...this.ofProvider(data.name), ...keys])
  }
}

/** As fixtures and accounts, IAM's access keys, and STS name them. */
const pairs = [
  ['ak', 'sk'],
  ['access', 'secret'],
  ['access_key_id', 'secret_access_key'],
] as const

/** What a text of JSON says; undefined for another one, or one that is nested too deep to be looked into. */
export function jsonOf(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
