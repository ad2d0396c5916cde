import { readFileSync } from 'node:fs'
import t from 'tap'
import { readAnswers, record_file } from './answers-met.ts'
import { privateWordsIn } from './plain-words.ts'

/** What the three documents say of each operation, for those who write a client by them. */

type Answer = { description: string; 'x-error-codes'?: string[] }
type Operation = {
  operationId: string
  summary: string
  description: string
  tags: string[]
  security: Record<string, string[]>[]
  'x-basis': string
  responses: Record<string, Answer>
}

const surfaces = ['sms', 'iam', 'companions', 'control'] as const
const documents = surfaces.map((surface) => {
  const document = JSON.parse(readFileSync(`openapi/${surface}.json`, 'utf8'))
  const operations = Object.values(
    document.paths as Record<string, Record<string, Operation>>,
  ).flatMap((path) => Object.values(path))
  return { surface, document, operations }
})
const all = documents.flatMap(({ operations }) => operations)

/** Verbs with which a summary may begin. */
const verbs =
  /^(Accept|Add|Advance|Ask|Assume|Change|Check|Collect|Compute|Count|Create|Delete|Download|Empty|Enable|Explain|Export|Follow|List|Load|Log in|Make|Register|Remove|Report|Reset|Restore|Revoke|Save|Send|Set|Show|Unlock|Update|Validate|Wait)\b/

const sentencesIn = (text: string): number => (text.match(/[.!?](?=\s|$)/g) ?? []).length

t.test(
  'every operation has a summary: a verb and its object, short, without a period',
  async (t) => {
    for (const { operationId, summary } of all) {
      t.match(summary, verbs, operationId)
      t.ok(summary.length <= 60, `${operationId}: ${summary.length} characters`)
      t.notMatch(summary, /\.$/, operationId)
    }
    for (const { operations } of documents) {
      const summaries = operations.map(({ summary }) => summary)
      t.equal(new Set(summaries).size, summaries.length, 'and no two have the same')
    }
  },
)

t.test('every operation has a description of two sentences at least', async (t) => {
  for (const { operationId, description } of all) {
    const [own = ''] = description.split('\n\nBasis:')
    t.ok(sentencesIn(own) >= 2, `${operationId}: ${own}`)
  }
})

t.test('every operation says what its behavior rests on', async (t) => {
  for (const { operationId, description, 'x-basis': basis } of all) {
    t.match(basis, /^(documented|observed|inferred|own)$/, operationId)
    t.match(description, new RegExp(`\n\nBasis: ${basis}\\. \\S.*\\.$`), operationId)
  }
})

t.test(
  'every operation says which credentials it takes, of schemes that are described',
  async (t) => {
    for (const { surface, document, operations } of documents) {
      const schemes: Record<string, { description?: string }> = document.components.securitySchemes
      for (const { operationId, security } of operations) {
        t.ok(Array.isArray(security), operationId)
        for (const name of security.flatMap((one) => Object.keys(one))) {
          t.ok(schemes[name]?.description, `${operationId}: ${name}`)
        }
      }
      const open = operations.filter(({ security }) => security.length === 0)
      t.strictSame(
        open.map(({ operationId }) => operationId).sort(),
        {
          sms: ['ListApiVersion', 'ShowApiVersion'],
          iam: ['CreateTokenWithIdToken', 'KeystoneCreateToken'],
          companions: [],
          control: ['health', 'ready'],
        }[surface],
      )
    }
  },
)

t.test('every answer that refuses lists its codes, each with its meaning and advice', async (t) => {
  for (const { operationId, responses } of all) {
    for (const [status, { description, 'x-error-codes': codes = [] }] of Object.entries(
      responses,
    )) {
      if (status < '400') continue
      const what = `${operationId} ${status}`
      if (status < '500') t.ok(codes.length > 0, what)
      for (const code of codes) t.ok(description.includes(code), `${what} ${code}`)
      for (const line of description.split('\n').filter((line) => line.startsWith('- '))) {
        t.match(line, /^- `[\w.]+`: .+\. .+\.$/, what)
      }
    }
  }
})

t.test('every tag of an operation is described', async (t) => {
  for (const { surface, document, operations } of documents) {
    const described = new Map(
      (document.tags as { name: string; description: string }[]).map((tag) => [tag.name, tag]),
    )
    const used = new Set(operations.flatMap(({ tags }) => tags))
    t.strictSame([...described.keys()].sort(), [...used].sort(), surface)
    for (const { name, description } of described.values()) t.ok(description, name)
  }
})

t.test('the documents speak plain English', async (t) => {
  for (const { operationId, summary, description, responses } of all) {
    const texts = [summary, description, ...Object.values(responses).map((one) => one.description)]
    t.strictSame(privateWordsIn(texts.join('\n')), [], operationId)
  }
})

/** Refusals that tests met because a scenario asked for them: any operation of SMS can be refused so. */
const asked_for = ['CreateTask 400 SMS.6561', 'ListTasks 400 SMS.6501', 'ListTasks 400 SMS.7605']

t.test('every error code that a test met is listed by its operation', async (t) => {
  const listed = new Set(
    all.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { 'x-error-codes': codes = [] }]) =>
        codes.map((code) => `${operationId} ${status} ${code}`),
      ),
    ),
  )
  const missing = readAnswers(record_file).filter((answer) => {
    const [operationId, status = '', code = status] = answer.split(' ')
    // IAM's Keystone routes show the status as the code; of `ready`, 503 is an answer.
    if (status < '400' || answer === 'ready 503') return false
    return !asked_for.includes(answer) && !listed.has(`${operationId} ${status} ${code}`)
  })
  t.strictSame(missing, [], 'add the error to the operation in src/http/documents/texts')
})
