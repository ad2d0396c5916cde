import { faultOnly } from '../../errors/only-by-a-fault.ts'
import { type ErrorName, errors } from '../../errors/refusals.ts'
import { renderTable } from '../../formats/markdown.ts'
import { advice } from '../../http/documents/texts/errors.ts'
import { counted } from '../../text/numbers.ts'
import { ownValue } from '../../text/own-value.ts'

/** The pages of docs/ that are printed from the code. */

/** Codes whose words were seen on the wire (errors.json, `message`). */
const observed = ['SMS.7602', 'SMS.7703', 'SMS.8115']

/** Refusals of the gateway for which no source has words. */
const worded_by_us: ErrorName[] = [
  'securityTokenMissing',
  'securityTokenInvalid',
  'securityTokenExpired',
  'requestLate',
  'headersTooLarge',
  'tunnelRefused',
  'expectationUnknown',
  'encodingUnsupported',
]

/** Where a code and its words come from. */
function sourceOf(code: string, name: ErrorName): string {
  if (worded_by_us.includes(name)) return 'documented, words ours'
  if (observed.includes(code)) return 'documented, words observed'
  if (code.startsWith('APIGW.')) return 'documented and observed'
  if (/^IAM\b/.test(code)) return 'documented, where not *inferred* in the code'
  if (code.startsWith('EMULATOR.')) return "this emulator's own"
  return 'documented, words ours'
}

/** `docs/errors.md`: every failure that a client can provoke, and those that only a fault brings. */
export function errorsPage(): string {
  const names = Object.keys(errors) as ErrorName[]
  const rows = names.map((name): [string, string[]] => {
    const [status, code, message] = errors[name]
    const told = advice[name].join(' ')
    return [
      code,
      [`\`${code}\``, String(status), message, told, sourceOf(code, name), `\`${name}\``],
    ]
  })
  const sorted = rows.sort(([one], [other]) => one.localeCompare(other)).map(([, row]) => row)
  return `# Errors

Every error that the emulator answers, with its code, status and message, when it comes, and what to do about it. To find out why a call was refused, ask \`sms-emulator explain <x-request-id>\`:

\`\`\`text
GET /v3/sources
401 APIGW.0301 Incorrect IAM authentication information: x-auth-token not found

The call has neither an X-Auth-Token nor a signature in Authorization.
\`\`\`

<!-- Printed from src/errors/ by npm run openapi. -->

\`%s\` stands for the refused value.
A message is the service's own where one was seen on the wire, and otherwise a sentence of ours with the meaning of the error's title.
SMS answers \`{"error_code", "error_msg"}\`, the gateway adds \`request_id\`, IAM answers \`{"error": {"code", "message", "title"}}\`
with the status as code, its extensions (\`/v3.0\`, \`/v5\`) \`{"error_code", "error_msg"}\`,
the control API \`{"error": {"code", "message", "details"}}\`.

${renderTable(['code', 'status', 'message', 'when, and what to do', 'source', 'name'], sorted)}

## Only by a fault

Codes that the service's calls can be answered with and that no call provokes here.

${renderTable(
  ['code', 'reason'],
  Object.entries(faultOnly).map(([code, reason]) => [`\`${code}\``, reason]),
)}
`
}

type Parameter = { name: string; in: string }
type Operation = {
  operationId: string
  responses: Record<string, { description: string; 'x-error-codes'?: string[] }>
  parameters?: Parameter[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
}
type Schema = { $ref?: string; properties?: Record<string, unknown> }
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** What an operation takes: parameters of its query, and fields of its body. */
function parametersTaken(
  { parameters = [], requestBody }: Operation,
  { components }: Document,
): string {
  const schema = requestBody?.content['application/json'].schema
  const name = schema?.$ref?.split('/').at(-1)
  const body = name === undefined ? schema : ownValue(components.schemas, name)
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const names = [
    ...query.map((parameter) => parameter.name),
    ...Object.keys(body?.properties ?? {}),
  ]
  return names.map((field) => `\`${field}\``).join(' ')
}

/** What an operation was answered with: each status, followed by its error codes. */
function answersOf(operationId: string, answers: readonly string[]): string {
  const codes = new Map<string, string[]>()
  for (const answer of answers) {
    const [name, status = '', code] = answer.split(' ')
    if (name !== operationId) continue
    codes.set(status, [...(codes.get(status) ?? []), ...(code ? [`\`${code}\``] : [])])
  }
  return [...codes].map(([status, list]) => [status, ...list].join(' ')).join(', ')
}

/** The refusals of the operation itself; the others are common to all calls. */
const own_statuses = ['400', '401', '403', '404', '409']
const common_code = /^APIGW\.|^EMULATOR\.0403$/

/** The error codes that a document lists for its operations and that no test met: a line for each operation. */
function unmetCodes({ paths }: Document, answers: ReadonlySet<string>): string[][] {
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  return operations.flatMap(({ operationId, responses }) => {
    const unmet = Object.entries(responses).flatMap(([status, { description, ...answer }]) => {
      if (!own_statuses.includes(status) || description.startsWith('Answered only')) return []
      const codes = (answer['x-error-codes'] ?? []).filter((code) => {
        const met =
          code === status ? `${operationId} ${status}` : `${operationId} ${status} ${code}`
        return !common_code.test(code) && !answers.has(met)
      })
      return codes.length > 0 ? [[status, ...codes.map((code) => `\`${code}\``)].join(' ')] : []
    })
    return unmet.length > 0 ? [[operationId, unmet.join(', ')]] : []
  })
}

/** Of which operations all calls of a recording of the cloud agreed: when and where that was recorded. */
export type ObservedOperations = Readonly<Record<string, { date: string; region: string }>>

const observedText = (observation: ObservedOperations[string] | undefined): string =>
  observation ? `observed (${observation.date}, ${observation.region})` : ''

/**
 * `openapi/coverage.md`: the operations of SMS that are built, what each takes, and what the tests met.
 *
 * @param answers the record of the tests, one answer a line: operationId, status and error code, if any
 * @param agreed as `sms-emulator parity --observed` notes it
 */
export function coveragePage(
  { sms, iam, control }: Record<'sms' | 'iam' | 'control', Document>,
  answers: readonly string[],
  agreed: ObservedOperations,
): string {
  const met = new Set(answers)
  const rows = Object.entries(sms.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [
      operation.operationId,
      `${method.toUpperCase()} ${path}`,
      parametersTaken(operation, sms),
      answersOf(operation.operationId, answers),
      observedText(ownValue(agreed, operation.operationId)),
    ]),
  )
  return `# Coverage of SMS v3

Printed by \`npm run openapi\` from the routes and from what the quick tests met: the ${counted(rows.length, 'operation')} that have a route, with
the parameters and the fields that each takes, and the statuses and error codes that tests were answered with. \`npm test\` fails
when one of those answers is no longer met, and when an answer has a status that its document lacks; answers that a fault asked
for do not count ([048](../docs/decisions/048-answers-met.md)). Tests hold them against the contract: every operation of it is here, takes its documented example and
answers with its fields (\`test/contract.test.ts\`), and sends each status that [sms.json](sms.json) documents
(\`test/statuses.test.ts\`). *Observed* is an operation all of whose calls agreed in a recording of the cloud, with
the day and the region ([parity](../docs/parity.md)). What no source says is marked *inferred* in the code. The codes of refusals are in
[docs/errors.md](../docs/errors.md).

${renderTable(['operation', 'call', 'takes', 'answers met by tests', 'observed'], rows)}

## Listed, and met by no test

The documents of the three services list the error codes of each operation, from the table of errors and from what the operation takes. A test holds that
each code that tests met is listed. The codes below are listed, and none of the quick tests was answered with them. What the gateway refuses of every call,
what only a fault or a scenario asks for, and failures of the emulator are left out.

${renderTable(
  ['operation', 'codes met by no test'],
  [sms, iam, control].flatMap((document) => unmetCodes(document, met)),
)}
`
}
