import { z } from 'zod'
import { described, type Meanings, withMeanings } from '../meanings.ts'

/** `GET /_emulator/explain/{request_id}`: why a call was answered as it was. Never a secret, never the expected signature. */

/** Of a refused call and of why it was refused. */
const explanation: Meanings = {
  request_id: 'Id of the call, as X-Request-Id gave it.',
  request: 'The call.',
  method: 'HTTP method of the call.',
  target: 'Path and query of the call, as they were sent.',
  answer: 'How the call was answered.',
  message: 'Text of the refusal; null if the call was not refused.',
  token: 'What is known of the token that was sent; null if it is not the reason.',
  signature: 'What is known of the signature that was sent; null if it is not the reason.',
  validation: 'Rules of the contract that the request breaks; null if none of it was checked.',
}
const evidence: Meanings = {
  user: 'Name of the user; null if it is not known.',
  issued_at: 'When the token was issued; null if it is not known.',
  expires_at: 'When the token expires; null if it is not known.',
  algorithm: 'Algorithm that the header names, such as SDK-HMAC-SHA256.',
  access_key: 'Access key id (AK) that the header names; null without one.',
  signed_headers: 'Names of the headers that were signed.',
  server_time: 'Real time of the emulator; null if it is not the reason.',
  locked_until: 'Until when the key is locked for wrong signatures; null if it is not.',
  texts: 'The texts that were signed, on both sides; null if the signature was not compared.',
}
const lines: Meanings = {
  line: 'Number of the line, counted from 1.',
  part: 'What the line is, such as method, query or header.',
  server: 'The line as the emulator has it; null if it has none.',
  client: 'The line as the client has it; null if it has none.',
  differs: 'true if the two differ.',
  text: 'The text that the line belongs to.',
  canonical_request: 'The canonical request, line by line.',
  string_to_sign: 'The string to sign, line by line.',
}

export const ExplainParams = described(explanation, { request_id: z.string() })

const TokenProblem = z
  .enum(['missing', 'unreadable', 'expired'])
  .meta({ id: 'TokenProblem', description: 'What is wrong with a token.' })

/** The token that a call came with. */
export const TokenEvidence = described(evidence, {
  state: TokenProblem,
  fingerprint: z.string().nullable().meta({
    description: 'The first 12 hex digits of the SHA-256 of the token.',
  }),
  user: z.string().nullable(),
  issued_at: z.string().nullable(),
  expires_at: z.string().nullable(),
  clock: z.string().nullable().meta({ description: "What the account's clock showed." }),
}).meta({ id: 'TokenEvidence' })
export type TokenEvidence = z.infer<typeof TokenEvidence>

const Line = described(lines, {
  line: z.int(),
  part: z.string(),
  server: z.string().nullable(),
  client: z.string().nullable(),
  differs: z.boolean(),
})

const SignedText = z
  .enum(['canonical_request', 'string_to_sign'])
  .meta({ id: 'SignedText', description: 'Which of the two texts of a signature.' })

/** The two texts that a signature is made of, line by line. */
export const SignatureTexts = described(lines, {
  proved: z.boolean().meta({
    description:
      "Whether the client's signature is that of the texts in the column `client`. If not, they are what its headers imply.",
  }),
  canonical_request: z.array(Line),
  string_to_sign: z.array(Line),
  first_difference: Line.extend(withMeanings(lines, { text: SignedText }))
    .nullable()
    .meta({ description: 'The first line in which the two columns differ.' }),
}).meta({ id: 'SignatureTexts' })
export type SignatureTexts = z.infer<typeof SignatureTexts>

const SignatureProblem = z
  .enum(['unreadable', 'key unknown', 'key locked', 'security token', 'mismatch', 'expired'])
  .meta({ id: 'SignatureProblem', description: 'What is wrong with a signature or its key.' })

/** The signature that a call came with. */
export const SignatureEvidence = described(
  { ...evidence, state: 'What is wrong with the signature or its key.' },
  {
    state: SignatureProblem,
    algorithm: z.string(),
    access_key: z.string().nullable(),
    user: z.string().nullable(),
    signed_headers: z.array(z.string()),
    signed_at: z.string().nullable().meta({ description: 'X-Sdk-Date, as received.' }),
    server_time: z.string().nullable(),
    locked_until: z.string().nullable(),
    key_expires_at: z.string().nullable().meta({ description: 'Of a temporary key.' }),
    texts: SignatureTexts.nullable(),
  },
).meta({ id: 'SignatureEvidence' })
export type SignatureEvidence = z.infer<typeof SignatureEvidence>

/** A rule of a schema that the request breaks. */
export const BrokenRule = z
  .object({
    path: z.string().meta({ description: 'Where, such as `body.disks.0.size`.' }),
    rule: z.string().meta({ description: 'Which, such as `range, maximum 64`.' }),
    message: z.string().meta({ description: 'What is wrong, in words.' }),
  })
  .meta({ id: 'BrokenRule' })
export type BrokenRule = z.infer<typeof BrokenRule>

export const Explanation = described(explanation, {
  request_id: z.string(),
  account: z.string().nullable().meta({
    description: 'Id of the account that the credentials name, valid or not.',
  }),
  request: described(explanation, { method: z.string(), target: z.string() }),
  answer: z.object({
    status: z.int().nullable().meta({ description: 'null: no answer was sent.' }),
    code: z.string().nullable().meta({ description: 'null: the call was not refused.' }),
    message: z.string().nullable().meta({ description: explanation.message }),
  }),
  fault: z.string().nullable().meta({ description: 'Id of the fault that the call met.' }),
  why: z.string().meta({ description: 'In one sentence or two.' }),
  causes: z.array(z.string()).meta({ description: 'What usually is behind it; likeliest first.' }),
  token: TokenEvidence.nullable(),
  signature: SignatureEvidence.nullable(),
  validation: z.array(BrokenRule).nullable(),
}).meta({ id: 'Explanation' })
export type Explanation = z.infer<typeof Explanation>

/** What is known of a refused call's credentials. */
export type Evidence = {
  account: string | null
  /** Causes that follow from the evidence itself, before the usual ones. */
  causes: string[]
  token: TokenEvidence | null
  signature: SignatureEvidence | null
}
