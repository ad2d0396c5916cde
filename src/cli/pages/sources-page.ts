import { linuxServer, windowsServer } from '../../client/servers.ts'
import { type Check, environment_checks } from '../../domain/resources/environment-check.ts'
import { register } from '../../domain/resources/registration.ts'
import { errors } from '../../errors/refusals.ts'
import { renderTable } from '../../formats/markdown.ts'
import { PostSourceServerBody } from '../../schemas/sms/source-servers.ts'

/** `docs/sources.md`: what a source server has to report, from the schema of its report and the table of its checks. */

const systems = { WINDOWS: windowsServer, LINUX: linuxServer } as const
type System = keyof typeof systems

type Report = Record<string, unknown>

const code = (word: string): string => `\`${word}\``

const without = (report: Report, field: string): Report =>
  Object.fromEntries(Object.entries(report).filter(([name]) => name !== field))

/** Whether a report passes a check. */
function passes({ findCode }: Check, report: Report): boolean {
  const registration = { id: '', migproject_id: '', now: 0, pace: 1, agent: 'simulated' } as const
  const ids = { number: () => 0, uuid: () => '' }
  return findCode(register(PostSourceServerBody.parse(report), registration, ids)) === null
}

/** The fields without which RegisterServer refuses a report. */
const required = Object.entries(PostSourceServerBody.shape).flatMap(([name, schema]) =>
  schema.safeParse(undefined).success ? [] : name,
)

/** The fields of a check that a report has to have for it, beside those that RegisterServer requires of every source. */
function neededBy(check: Check, report: Report): string[] {
  return check.fields.filter(
    (field) => !required.includes(field) && !passes(check, without(report, field)),
  )
}

/** The fields that a source of a system needs, beside those of every source. */
const neededFields = (system: System): string[] => [
  ...new Set(environment_checks[system].flatMap((check) => neededBy(check, systems[system]()))),
]

/**
 * The shortest report of a source of the system that passes all its checks.
 *
 * @returns of the library's server (`linuxServer()`, `windowsServer()`) the fields that are needed.
 */
export function shortestReport(system: System): Report {
  const needed = [...required, ...neededFields(system)]
  return Object.fromEntries(
    Object.entries(systems[system]()).filter(([name]) => needed.includes(name)),
  )
}

const checksTable = (system: System): string =>
  renderTable(
    ['field', 'must be sent', 'check', 'passes when the field', 'otherwise'],
    environment_checks[system].map((check) => {
      const { name, fields, needs, result, codes } = check
      const isSent = fields.some((field) => required.includes(field))
      const isNeeded = isSent || neededBy(check, systems[system]()).length > 0
      return [
        fields.map(code).join(' '),
        isNeeded ? (result === 'WARN' ? 'or it warns' : 'yes') : 'no',
        code(name),
        needs,
        codes.length === 0 ? '' : `${result} ${codes.map(code).join(' or ')}`,
      ]
    }),
  )

const section = (title: string, system: System): string => `## ${title}

${checksTable(system)}

The shortest report that passes:

\`\`\`json
${JSON.stringify(shortestReport(system), null, 2)}
\`\`\``

/** Who needs a field. */
function needersOf(field: string): string {
  if (required.includes(field)) return 'every source'
  const needers = [
    ...(neededFields('WINDOWS').includes(field) ? ['Windows'] : []),
    ...(neededFields('LINUX').includes(field) ? ['Linux'] : []),
  ]
  return needers.join(', ')
}

const allFields = (): string =>
  renderTable(
    ['field', 'needed by', 'meaning'],
    Object.entries(PostSourceServerBody.shape).map(([name, schema]) => [
      code(name),
      needersOf(name),
      schema.meta()?.description ?? '',
    ]),
  )

/** The page. */
export const sourcesPage = (): string => `# Source fields

What a source server reports in RegisterServer (\`POST /v3/sources\`): which fields a Windows and a Linux source must have to be migrated, which check needs each, and
what happens without it.

RegisterServer refuses a report without ${required.map(code).join(', ')}. Everything else is judged by the environment check, which runs soon after the
registration; with a frozen clock, advance it by one event. ShowServer answers the results in \`checks\`. With one \`ERROR\` the source becomes \`unavailable\`, and
CreateTask refuses it with ${code(errors.sourceUnusable[1])}; a \`WARN\` changes nothing but what it says. To correct a report, register it again with its \`id\`.

<!-- Printed from src/schemas/sms/source-servers.ts and src/domain/resources/environment-check.ts by npm run openapi. -->

${section('A Windows source', 'WINDOWS')}

${section('A Linux source', 'LINUX')}

The warning of \`LINUX_BLOCK_SUPPORT\` matters for block-level migration: CreateTask refuses \`MIGRATE_BLOCK\` with the same code.

## All fields

A field that no source needs may be left out.

${allFields()}
`
