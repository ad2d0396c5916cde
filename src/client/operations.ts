/** Which calls of the journal are meant. */
const request_filter = ['operation', 'method', 'path', 'status', 'code', 'since'] as const

/**
 * The calls of the control API, as the client makes them: method, path below `/_emulator/`, and the
 * parameters of the query. A test holds this table against openapi/control.json.
 */
export const operations = {
  health: ['GET', 'health', []],
  ready: ['GET', 'ready', []],
  info: ['GET', 'info', []],
  reset: ['POST', 'reset', ['account', 'all']],
  tasks: ['GET', 'tasks', ['account', 'task', 'state', 'q', 'limit', 'offset']],
  servers: ['GET', 'servers', ['account', 'q', 'limit', 'offset']],
  sources: ['GET', 'sources', ['account', 'state', 'q', 'limit', 'offset']],
  timeline: ['GET', 'tasks/{task_id}/timeline', ['account', 'at']],
  bundle: ['GET', 'bundle', []],
  explain: ['GET', 'explain/{request_id}', []],
  exportFixture: ['GET', 'fixtures', ['account']],
  loadFixture: ['POST', 'fixtures', ['account', 'replace']],
  followEvents: ['GET', 'events', ['account']],
  getClock: ['GET', 'clock', ['account']],
  setClock: ['PUT', 'clock', ['account']],
  advanceClock: ['POST', 'clock/advance', ['account']],
  listScenarios: ['GET', 'scenarios', ['account']],
  scenarioLibrary: ['GET', 'scenarios/library', []],
  addScenarios: ['POST', 'scenarios', ['account', 'replace']],
  removeScenarios: ['DELETE', 'scenarios', ['account', 'name']],
  getAgent: ['GET', 'sources/{source}/agent', ['account']],
  setAgent: ['PUT', 'sources/{source}/agent', ['account']],
  listFaults: ['GET', 'faults', ['account']],
  addFaults: ['POST', 'faults', ['account']],
  removeFaults: ['DELETE', 'faults', ['account', 'id']],
  validate: ['POST', 'validate', []],
  listAccounts: ['GET', 'accounts', []],
  credentials: ['GET', 'credentials', ['account']],
  createAccount: ['POST', 'accounts', []],
  deleteAccount: ['DELETE', 'accounts/{account}', []],
  listRequests: ['GET', 'requests', ['account', ...request_filter, 'limit']],
  showRequest: ['GET', 'requests/{id}', ['account']],
  countRequests: ['POST', 'requests/count', ['account']],
  waitForRequests: ['POST', 'requests/wait', ['account']],
  clearRequests: ['DELETE', 'requests', ['account']],
  exportHar: ['GET', 'requests.har', ['account', ...request_filter, 'limit']],
  followRequests: ['GET', 'requests/events', ['account', ...request_filter]],
  listSnapshots: ['GET', 'snapshots', ['account']],
  saveSnapshot: ['POST', 'snapshots/{name}', ['account']],
  restoreSnapshot: ['PUT', 'snapshots/{name}', ['account']],
  downloadSnapshot: ['GET', 'snapshots/{name}', ['account']],
  dropSnapshot: ['DELETE', 'snapshots/{name}', ['account']],
  coverage: ['GET', 'coverage', ['account', 'format']],
} as const satisfies Record<
  string,
  readonly [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, query: readonly string[]]
>

export type OperationName = keyof typeof operations
