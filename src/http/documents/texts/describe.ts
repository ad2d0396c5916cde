import { type ErrorName, errors } from '../../../errors/refusals.ts'
import { sms_operations } from '../../../schemas/operations.ts'
import type { Surface } from '../../pipeline/surface.ts'
import type { Document, Json, Node } from '../openapi-tidy.ts'
import { advice } from './errors.ts'
import { texts } from './operations.ts'
import { schemaErrors } from './schema-errors.ts'
import { openOperations, securityOf, securitySchemes } from './security.ts'
import { tags } from './tags.ts'
import type { OperationText } from './types.ts'

/** Adds what the tables of this folder say to a printed document. */

/** How an operation shows the code of an error: IAM's Keystone routes show the status (iam.md §1.6). */
type Dialect = 'codes' | 'keystone' | 'extension'

type Described = {
  surface: Surface
  method: string
  operationId: string
  operation: Node
  schemas: Node
  text: OperationText
}

/**
 * Describes every operation of a document, each of its answers with its error codes, and its tags.
 *
 * @throws Error for an operation without a text, and for an error whose status is not an answer of its operation.
 */
export function describeOperations(document: Document, surface: Surface): void {
  const schemas = document.components?.schemas ?? {}
  const known = new Map(Object.entries(texts[surface]))
  const used = new Set<unknown>()
  const describe = ([method, value]: [string, Json]): [string, Json] => {
    const { operationId: name, tags: ownTags, ...operation } = value as Node
    const operationId = String(name)
    const text = known.get(operationId)
    if (!text) throw new Error(`${operationId} has no text in src/http/documents/texts`)
    const [kind, sentence] = text.basis
    describeAnswers({ surface, method, operationId, operation, schemas, text })
    for (const tag of ownTags as string[]) used.add(tag)
    const described = {
      operationId,
      summary: text.summary,
      description: `${text.description}\n\nBasis: ${kind}. ${sentence}`,
      tags: ownTags ?? [],
      ...operation,
      security: securityOf(surface, operationId),
      'x-basis': kind,
    }
    return [method, described]
  }
  document.paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [
      path,
      Object.fromEntries(Object.entries(item as Node).map(describe)),
    ]),
  )
  document.tags = tags[surface]
    .filter(([name]) => used.has(name))
    .map(([name, description]) => ({ name, description }))
  document.components = { securitySchemes: securitySchemes[surface], ...document.components }
}

function describeAnswers(described: Described): void {
  const { operation } = described
  const responses = operation.responses as Record<string, Node>
  const names = errorsOf(described)
  for (const name of names) {
    const [status] = errors[name]
    if (!(status in responses)) {
      throw new Error(`${described.operationId} has no answer ${status} for ${name}`)
    }
  }
  for (const [status, answer] of Object.entries(responses)) {
    if (status < '400') continue
    const own = names.filter((name) => String(errors[name][0]) === status)
    const { description, codes } = answerOf(status, String(answer.description), own, described)
    answer.description = description
    if (codes.length > 0) answer['x-error-codes'] = codes
  }
}

const known_code = /\b(?:SMS|APIGW|EMULATOR)\.\d{4}\b/g

/** The words and the codes of an answer that refuses. */
function answerOf(
  status: string,
  before: string,
  names: readonly ErrorName[],
  { surface, operationId, operation }: Described,
): { description: string; codes: string[] } {
  const dialect = dialectOf(surface, operation)
  if (names.length > 0) {
    const lead = before.replaceAll(/ \((?:SMS|APIGW|EMULATOR)\.[\dx]{4}\)/g, '')
    const lines = names.map((name) => `- \`${codeOf(name, dialect)}\`: ${advice[name].join(' ')}`)
    const codes = new Set(names.map((name) => codeOf(name, dialect)))
    return { description: [lead, '', ...lines].join('\n'), codes: [...codes].sort() }
  }
  const isOpen = status === '401' && openOperations.includes(operationId)
  const told = isOpen ? [] : (before.match(known_code) ?? [])
  if (status >= '500' || told.length > 0) {
    const shown = (code: string): string => shownCode(code, status, dialect)
    const codes = [...new Set(told.map(shown))].sort()
    return { description: before.replaceAll(known_code, shown), codes }
  }
  const code = dialect === 'codes' ? (fault_codes.get(status) ?? 'APIGW.0201') : status
  const asker = surface === 'sms' ? 'a fault or a scenario' : 'a fault'
  return { description: `Answered only where ${asker} asks for it (\`${code}\`).`, codes: [code] }
}

/** What a fault answers with a status, if it names no code (src/domain/deviations/faults.ts). */
const fault_codes: ReadonlyMap<string, string> = new Map([
  ['401', 'APIGW.0301'],
  ['403', 'APIGW.0302'],
  ['404', 'APIGW.0101'],
  ['429', 'APIGW.0308'],
])

function dialectOf(surface: Surface, { responses }: Node): Dialect {
  if (surface !== 'iam') return 'codes'
  const refusal = JSON.stringify((responses as Node)['400'] ?? '')
  if (refusal.includes('ExtensionRefusal')) return 'extension'
  return refusal.includes('SmsFailure') ? 'codes' : 'keystone'
}

function codeOf(name: ErrorName, dialect: Dialect): string {
  const [status, code] = errors[name]
  return shownCode(code, String(status), dialect)
}

/** The code as the answer has it (src/http/refusals/dialects.ts); what a fault asks of IAM has none but the status. */
function shownCode(code: string, status: string, dialect: Dialect): string {
  if (dialect === 'codes') return code
  const isGateway = code.startsWith('APIGW.')
  if (isGateway) return status < '500' ? code : status
  return dialect === 'keystone' || code === 'IAM' ? status : code
}

/** What companions refuse a broken schema with (src/http/refusals/companion-validation.ts). */
const invalid_of: readonly [prefix: string, error: ErrorName][] = [
  ['Ecs', 'ecsInvalid'],
  ['Vpc', 'vpcInvalid'],
  ['Ims', 'imsInvalid'],
  ['Evs', 'evsInvalid'],
]

/** The errors of an operation, each once: those of its surface, of what it takes, and its own. */
function errorsOf({
  surface,
  method,
  operationId,
  operation,
  schemas,
  text,
}: Described): ErrorName[] {
  const own = text.errors ?? []
  const guards: ErrorName[] = ['originForeign', 'hostForeign']
  switch (surface) {
    case 'sms': {
      const [, action] = new Map(Object.entries(sms_operations)).get(operationId) ?? []
      const permission: ErrorName[] = action ? ['actionForbidden'] : []
      const taken = schemaErrors(method, operation, schemas)
      return unique('requestMalformed', ...taken, ...permission, ...own, ...guards, 'throttled')
    }
    case 'companions': {
      const [, invalid] = invalid_of.find(([prefix]) => operationId.startsWith(prefix)) ?? []
      return unique('requestMalformed', ...(invalid ? [invalid] : []), ...own, ...guards)
    }
    case 'iam':
      return unique('requestMalformed', ...own, ...guards)
    case 'control': {
      const account: ErrorName[] = takesAccount(operation) ? ['accountNotFound'] : []
      const token: ErrorName[] = openOperations.includes(operationId) ? [] : ['controlTokenMissing']
      return unique('controlInvalid', ...token, ...guards, ...account, ...own)
    }
  }
}

const takesAccount = ({ parameters }: Node): boolean =>
  ((parameters ?? []) as Node[]).some((one) => one.name === 'account' && one.in === 'query')

const unique = (...names: ErrorName[]): ErrorName[] => [...new Set(names)]
