import { z } from 'zod'
import { Moment } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'
import { ClockMode, ClockView, EventView, Pace } from './clock.ts'
import { AccountQuery } from './control.ts'

/** What changes in an account, as `GET /_emulator/events` tells it. */

export const StreamQuery = AccountQuery

export const StreamHeaders = z.looseObject({
  'last-event-id': z.string().optional().meta({
    description:
      'Id of the last event that was received: the stream goes on after it, or begins with `reset` when that is no longer known.',
  }),
})

const clock: Meanings = {
  mode: 'flowing or frozen.',
  now_ms: 'What the clock shows, in epoch milliseconds.',
  pace: 'Seconds of migration work in a second of the clock.',
  wall_ms:
    'The real time at which it shows that, in epoch milliseconds: a flowing clock shows now_ms + (real time - wall_ms).',
}

export const ClockTold = described(clock, {
  mode: ClockMode,
  now_ms: Moment,
  pace: Pace,
  wall_ms: Moment,
  halted: ClockView.shape.halted,
}).meta({ id: 'ClockTold' })
export type ClockTold = z.infer<typeof ClockTold>

const call: Meanings = {
  id: 'The x-request-id of the call.',
  at: 'The real time at which it arrived.',
  clock: "What the account's clock showed.",
  method: 'HTTP method.',
  path: 'Path with the query, without secrets.',
  operation: 'The operationId; null for a path that no service has.',
  status: 'HTTP status of the answer; null: no answer was sent.',
  code: 'Error code of a refusal; null without one.',
  fault: 'Id of the fault that it met; null without one.',
  duration_ms: 'Real time until the answer began to be sent, in milliseconds.',
  task: 'Id of the task that it is about, as path or answer say; null without one.',
  source: 'Id of the source server that it is about; null without one.',
}

export const CallTold = described(call, {
  id: z.string(),
  at: z.string(),
  clock: z.string(),
  method: z.string(),
  path: z.string(),
  operation: z.string().nullable(),
  status: z.int().nullable(),
  code: z.string().nullable(),
  fault: z.string().nullable(),
  duration_ms: z.number(),
  task: z.string().nullable(),
  source: z.string().nullable(),
}).meta({ id: 'CallTold', description: 'A call of the journal, without headers and bodies.' })
export type CallTold = z.infer<typeof CallTold>

export const Control = z
  .enum([
    'accounts',
    'agents',
    'faults',
    'requests',
    'scenarios',
    'servers',
    'snapshots',
    'sources',
  ])
  .meta({
    id: 'ChangedList',
    description:
      'Which list is to be read again. servers: servers, networks, volumes or jobs changed. sources: what is known of a source changed otherwise than by a simulation event, as its name.',
  })
export type Control = z.infer<typeof Control>

export const ControlTold = described(
  { changed: 'The lists of the control API that changed.' },
  { changed: z.array(Control) },
).meta({ id: 'ControlTold' })

const id = z.string().meta({
  description: 'Id of the event, for Last-Event-ID. It is good until the emulator ends.',
})

const told = <Name extends string, Data extends z.ZodType>(
  name: Name,
  data: Data,
  description: string,
) =>
  z
    .object({
      id,
      event: z.literal(name).meta({ description: `Always ${name}.` }),
      data: data.meta({ description }),
    })
    .meta({ id: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Message`, description })

export const StreamEvent = z
  .discriminatedUnion('event', [
    told(
      'clock',
      ClockTold,
      'How the clock runs: at the beginning, and whenever it was set, advanced, frozen or released.',
    ),
    told('event', EventView, 'What happened in the simulation, as advance and timelines have it.'),
    told('request', CallTold, 'A call of a client that was answered; none with --journal-limit 0.'),
    told('control', ControlTold, 'What changed by the control API.'),
    told(
      'reset',
      z.object({}).meta({ description: 'Nothing.' }),
      'Everything changed, or the event of Last-Event-ID is no longer known: read everything again.',
    ),
  ])
  .meta({
    id: 'StreamEvent',
    description:
      'An event of the stream. On the wire id and event are lines of their own, and the line data has the data as JSON.',
  })
export type StreamEvent = z.infer<typeof StreamEvent>

/** An event that has no id yet. */
export type Message = StreamEvent extends infer One
  ? One extends StreamEvent
    ? Omit<One, 'id'>
    : never
  : never
