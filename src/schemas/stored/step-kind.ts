import { z } from 'zod'

/** What a task does, or is waiting for. */
export const StepKind = z
  .enum([
    'auto_start',
    'wait',
    'work',
    'stall',
    'stop',
    'skip',
    'drill',
    'sync',
    'recover',
    'rollback',
    'clear',
  ])
  .meta({ id: 'StepKind', description: 'What a task does, or is waiting for.' })
