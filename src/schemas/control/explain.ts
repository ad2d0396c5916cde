import { z } from 'zod'

/** `GET /_emulator/explain/{request_id}`: why a call was answered as it was. Never a secret, never the expected signature. */

export const ExplainParams = z.object({ request_id: z.string() })

/** The token that a call came with. */
export const TokenEvidence = z
  .object({
    state: z.enum(['missing', 'unreadable', 'expired']),
    fingerprint: z.string().nullable().meta({
      description: 'The first 12 hex digits of the SHA-256 of the token.',
    }),
    user: z.string().nullable(),
    issued_at: z.string().nullable(),
    expires_at: z.string().nullable(),
    clock: z.string().nullable().meta({ description: "What the account's clock showed." }),
  })
  .meta({ id: 'TokenEvidence' })
export type TokenEvidence = z.infer<typeof TokenEvidence>

const Line = z.object({
  line: z.int(),
  part: z.string(),
  server: z.string().nullable(),
  client: z.string().nullable(),
  differs: z.boolean(),
})

/** The two texts that a signature is made of, line by line. */
export const SignatureTexts = z
  .object({
    proved: z.boolean().meta({
      description:
        "Whether the client's signature is that of the texts in the column `client`. If not, they are what its headers imply.",
    }),
    canonical_request: z.array(Line),
    string_to_sign: z.array(Line),
    first_difference: Line.extend({ text: z.enum(['canonical_request', 'string_to_sign']) })
      .nullable()
      .meta({ description: 'The first line in which the two columns differ.' }),
  })
  .meta({ id: 'SignatureTexts' })
export type SignatureTexts = z.infer<typeof SignatureTexts>

/** The signature that a call came with. */
export const SignatureEvidence = z
  .object({
    state: z.enum([
      'unreadable',
      'key unknown',
      'key locked',
      'security token',
      'mismatch',
      'expired',
    ]),
    algorithm: z.string(),
    access_key: z.string().nullable(),
    user: z.string().nullable(),
    signed_headers: z.array(z.string()),
    signed_at: z.string().nullable().meta({ description: 'X-Sdk-Date, as it came.' }),
    server_time: z.string().nullable(),
    locked_until: z.string().nullable(),
    key_expires_at: z.string().nullable().meta({ description: 'Of a temporary key.' }),
    texts: SignatureTexts.nullable(),
  })
  .meta({ id: 'SignatureEvidence' })
export type SignatureEvidence = z.infer<typeof SignatureEvidence>

/** A rule of a schema that the request breaks. */
export const BrokenRule = z
  .object({
    path: z.string().meta({ description: 'Where, such as `body.disks.0.size`.' }),
    rule: z.string().meta({ description: 'Which, such as `too_big, maximum 64`.' }),
    message: z.string(),
  })
  .meta({ id: 'BrokenRule' })
export type BrokenRule = z.infer<typeof BrokenRule>

export const Explanation = z
  .object({
    request_id: z.string(),
    account: z.string().nullable().meta({
      description: 'Id of the account that the credentials name, valid or not.',
    }),
    request: z.object({ method: z.string(), target: z.string() }),
    answer: z.object({
      status: z.int().nullable().meta({ description: 'null: no answer was sent.' }),
      code: z.string().nullable().meta({ description: 'null: the call was not refused.' }),
      message: z.string().nullable(),
    }),
    fault: z.string().nullable().meta({ description: 'Id of the fault that the call met.' }),
    why: z.string().meta({ description: 'In one sentence or two.' }),
    causes: z
      .array(z.string())
      .meta({ description: 'What usually is behind it; likeliest first.' }),
    token: TokenEvidence.nullable(),
    signature: SignatureEvidence.nullable(),
    validation: z.array(BrokenRule).nullable(),
  })
  .meta({ id: 'Explanation' })
export type Explanation = z.infer<typeof Explanation>

/** What is known of a refused call's credentials. */
export type Evidence = {
  account: string | null
  /** Causes that follow from the evidence itself, before the usual ones. */
  causes: string[]
  token: TokenEvidence | null
  signature: SignatureEvidence | null
}
