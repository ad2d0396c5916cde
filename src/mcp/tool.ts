import { z } from 'zod'
import type { EmulatorClient } from '../client/client.ts'
import { checkValue, pathText, problemsOf } from '../schemas/issues.ts'

/** What a tool is, and how its arguments are described and checked. */

/** What a tool does to the emulator, as clients of MCP tell their users before they let it run. */
type Effect = 'reads' | 'adds' | 'removes'

/** A tool as an agent calls it. */
export type Tool = {
  name: string
  title: string
  /** For an agent: what it does and when to use it, with units. */
  description: string
  /** The schema that arguments are checked with; always an object. */
  input: z.ZodType
  effect: Effect
  /** @returns what the control API answers. @throws as the client does, ArgumentsRefused */
  call: (client: EmulatorClient, given: unknown) => Promise<unknown>
}

/** The arguments of a tool make no sense. The message lists every place that is wrong. */
export class ArgumentsRefused extends Error {
  override readonly name = 'ArgumentsRefused'
}

const account = z
  .string()
  .min(1)
  .optional()
  .meta({ description: 'Name or id of the account; that of the command if absent.' })

/**
 * Makes a tool of a schema and a call of the client.
 *
 * @param input an object; every tool takes `account` in addition.
 * @param ask what is asked of the client of that account, with the arguments as they were given: the emulator reads
 *   them by the same schemas.
 */
export function tool<Input extends z.ZodObject>(
  about: Omit<Tool, 'input' | 'call'>,
  input: Input,
  ask: (client: EmulatorClient, given: z.input<Input>) => Promise<unknown>,
): Tool {
  const whole = input.safeExtend({ account })
  return {
    ...about,
    input: whole,
    call: async (client, given) => {
      const { account: name, ...values } = checkedArguments(whole, given)
      return ask(typeof name === 'string' ? client.account(name) : client, values as z.input<Input>)
    },
  }
}

/** @returns the arguments as given. @throws ArgumentsRefused in the words in which the control API refuses a body */
function checkedArguments(schema: z.ZodType, given: unknown): Record<string, unknown> {
  const { error } = checkValue(schema, given)
  if (error === undefined) return given as Record<string, unknown>
  const problems = problemsOf(error.issues)
  throw new ArgumentsRefused(
    problems
      .map(({ path, message }) => `${pathText(path, 'the arguments')}: ${message}`)
      .join('\n'),
  )
}

/** Descriptions without the names by which schemas refer to each other: not every agent follows references. */
class Descriptions extends z.core.$ZodRegistry<Record<string, unknown>> {
  override get(schema: z.core.$ZodType) {
    const { id: _, ...rest } = z.globalRegistry.get(schema) ?? {}
    return rest
  }
}

/** The schema of a tool's arguments as JSON Schema, all in one piece. */
export function inputSchemaOf({ input }: Tool): { type: 'object'; [key: string]: unknown } {
  const { $schema: _, ...schema } = z.toJSONSchema(input, {
    io: 'input',
    unrepresentable: 'any',
    metadata: new Descriptions(),
  })
  return { ...schema, type: 'object' }
}
