import type { Meanings } from '../meanings.ts'

/** What goes differently by a scenario, and what its parts mean (docs/scenarios.md). */
export const consequence: Meanings = {
  different: 'Number of files that differ.',
  missing: 'Number of files that the target lacks.',
  more: 'Number of files that only the target has.',
  calls: 'How many calls are answered in such a time.',
  per: 'The time: a duration such as 1s or PT1S, or a number of milliseconds, by the clock of the account.',
  fail: 'Sub-tasks that fail.',
  stall: 'Sub-tasks that stand still.',
  slow: 'Sub-tasks that take longer, or less long.',
  agent_lost: 'Where the agent falls silent.',
  overspeed: 'Where the limit of the speed is exceeded.',
  check: 'Results of items of the environment check.',
  refuse: 'Operations whose calls are refused.',
  degrade: 'How answers are made harder to handle.',
}

/** Where in a migration something happens, and how often. */
export const placed: Meanings = {
  at: 'A sub-task, the beginning of its name and *, or a phase: CONTINUOUS_SYNC, CLEAR or ROLLBACK.',
  round:
    'Only in this round. CUTOVER, RESYNC and CLONE without a number stand for each such round.',
  percent:
    'Progress in percent at which it happens, 0 to 99. If absent, where real migrations stop.',
  after: 'In CONTINUOUS_SYNC: how long after its beginning it happens.',
  times: 'How often it happens in each task; once if absent.',
}

/** What a measurement of the network finds. */
export const network: Meanings = {
  loss: 'Packets that are lost, in percent, 0 to 100.',
  jitter: 'Jitter of the network in milliseconds.',
  delay: 'Delay of the network in milliseconds.',
  speed: 'Speed of the network in Mbit/s, as measured.',
  connectivity: 'false: neither the service nor the target can be reached.',
  result: 'Verdict in 5 to 9 characters, shown as evaluation_result.',
}
