import { readFileSync } from 'node:fs'

/** The OpenAPI documents as they are committed, read once for all tests of a process. */

export const surfaces = ['sms', 'iam', 'companions', 'control'] as const
export type Surface = (typeof surfaces)[number]

const read = (surface: Surface) => JSON.parse(readFileSync(`openapi/${surface}.json`, 'utf8'))

/** The documents by what they describe; nobody may change them. */
export const documents = {
  sms: read('sms'),
  iam: read('iam'),
  companions: read('companions'),
  control: read('control'),
}
