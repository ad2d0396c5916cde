import { type ErrorName, errors } from '../errors.ts'
import { faultOnly } from '../fault-only.ts'
import { renderTable } from '../formats/markdown.ts'
import { ownValue } from '../text/own-value.ts'
import { coverage } from './coverage.ts'

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
    return [code, [`\`${code}\``, String(status), message, sourceOf(code, name), `\`${name}\``]]
  })
  const sorted = rows.sort(([one], [other]) => one.localeCompare(other)).map(([, row]) => row)
  return `# Errors

Printed from \`src/error-table/\` by \`npm run openapi\`. \`%s\` stands for the value that was refused.
A message is the service's own where one was seen on the wire, else a sentence of ours in the sense of its title.
SMS answers \`{"error_code", "error_msg"}\`, the gateway adds \`request_id\`, IAM answers \`{"error": {"code", "message", "title"}}\`
with the status as code, its extensions (\`/v3.0\`, \`/v5\`) \`{"error_code", "error_msg"}\`,
the control API \`{"error": {"code", "message", "details"}}\`.

${renderTable(['code', 'status', 'message', 'source', 'name'], sorted)}

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
  parameters?: Parameter[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
}
type Schema = { $ref?: string; properties?: Record<string, unknown> }
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** What an operation takes: parameters of its query, and fields of its body. */
function taken({ parameters = [], requestBody }: Operation, { components }: Document): string {
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

/** `openapi/coverage.md`: which operations of SMS are built, how far, and on what ground. */
export function coveragePage(sms: Document): string {
  const operations = Object.entries(sms.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const rows = operations.map(({ path, method, operation }) => {
    const known = ownValue(coverage, operation.operationId)
    if (!known) throw new Error(`src/cli/coverage.ts does not know ${operation.operationId}`)
    return [
      operation.operationId,
      `${method.toUpperCase()} ${path}`,
      known.partly === undefined ? 'done' : `partly: ${known.partly}`,
      taken(operation, sms),
      known.codes.join(' '),
      known.sources.join(', '),
    ]
  })
  const done = rows.filter(([, , status]) => status === 'done').length
  return `# Coverage of SMS v3

Printed from the routes and \`src/cli/coverage.ts\` by \`npm run openapi\`: ${rows.length} operations of the contract's 52 have a route,
${done} are done, ${rows.length - done} partly. Every operation can also answer 6010 to 6014, 6016 and 9001 for the shape of a request,
9004 for a user who may not, and the gateway's 0101, 0201 and 0301. Sources: *documented* on the vendor's pages, *observed* on
the wire or in samples, *sdk*: models of the SDKs and Terraform, *inferred*: no source says it.

${renderTable(['operation', 'call', 'status', 'takes', 'codes (SMS.)', 'sources'], rows)}
`
}
