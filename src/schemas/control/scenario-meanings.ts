import type { Meanings } from '../meanings.ts'

/** What goes differently by a scenario, and what its parts mean (docs/scenarios.md). */
export const consequence: Meanings = {
  different: 'Number of files that differ.',
  missing: 'Number of files that the target lacks.',
  more: 'Number of files that only the target has.',
  calls: 'How many calls are answered within the time.',
  per: 'The time: a duration such as 1s or PT1S, or a number of milliseconds, by the clock of the account.',
  fail: 'Sub-tasks that fail.',
  stall: 'Sub-tasks that stall.',
  slow: 'Sub-tasks that take longer, or less long.',
  agent_lost: 'Where the agent falls silent.',
  overspeed: 'Where the limit of the speed is exceeded.',
  check: 'Results of items of the environment check.',
  refuse: 'Operations whose calls are refused.',
  degrade: 'How answers are made harder to handle.',
}
