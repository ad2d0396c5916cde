import { z } from 'zod'
import { described, type Meanings } from '../meanings.ts'
import { AccountQuery } from './control.ts'

/** What the clients of an account have met of the services, and what they never have. */

const CoverageFormat = z
  .enum(['json', 'markdown', 'junit', 'github'])
  .meta({ id: 'CoverageFormat', description: 'Format of a report.' })

export const CoverageQuery = AccountQuery.extend({
  format: CoverageFormat.optional().meta({
    description: 'json if absent.',
  }),
})

const Counts = z.record(z.string(), z.int())
const Met = z.object({
  seen: Counts.meta({ description: 'Those that were met, and how often each.' }),
  never: z.array(z.string()).meta({ description: 'Those that were never met.' }),
})

const coverage: Meanings = {
  account: 'Name of the account.',
  operations: 'Every operation of SMS, IAM and the companions.',
  error_codes: 'Error codes of refusals.',
  operation: 'The operationId.',
  service: 'Service of the operation: sms, iam or companions.',
  calls: 'How often it was called.',
  parameters: 'Its parameters and the properties of its body.',
  used: 'Those that were sent, and how often each.',
  unused: 'Those of the contract that were never sent.',
}

const ServiceName = z
  .enum(['sms', 'iam', 'companions'])
  .meta({ id: 'ServiceName', description: 'A service of the emulator.' })
export type ServiceName = z.infer<typeof ServiceName>

export const OperationCoverage = described(coverage, {
  operation: z.string(),
  service: ServiceName,
  calls: z.int(),
  parameters: described(coverage, {
    used: Counts,
    unused: z.array(z.string()),
    unknown: Counts.meta({ description: 'Sent, and not in the contract.' }),
  }),
  codes: Counts.meta({ description: 'Error codes, how often each.' }),
})
export type OperationCoverage = z.infer<typeof OperationCoverage>

export const CoverageReport = described(coverage, {
  account: z.string(),
  operations: z.array(OperationCoverage),
  error_codes: Met,
  task_states: Met.meta({ description: 'In answers.' }),
  source_states: Met.meta({ description: 'In answers.' }),
  subtasks: Met.meta({ description: 'In answers.' }),
}).meta({ id: 'Coverage' })
export type CoverageReport = z.infer<typeof CoverageReport>

/** An operation as the contract has it. */
export type ContractOperation = {
  operation: string
  service: ServiceName
  parameters: readonly string[]
}

type Count = Map<string, number>

/** What is counted of an account, from its calls. */
export type ClientCounters = {
  operations: Map<string, { calls: number; parameters: Count; codes: Count }>
  task_states: Count
  source_states: Count
  subtasks: Count
}
