/** Which calls of the journal are meant. */
const request_filter = ['operation', 'method', 'path', 'status', 'code', 'since'] as const

/**
 * The calls of the control API by their operation ids, as the client makes them: method, path below `/_emulator/`, and the
 * parameters of the query. A test holds this table against openapi/control.json.
 */
export const operations = {
  health: ['GET', 'health', []],
  ready: ['GET', 'ready', []],
  info: ['GET', 'info', []],
  reset: ['POST', 'reset', ['account', 'all']],
  overviewTasks: ['GET', 'tasks', ['account', 'task', 'state', 'q', 'limit', 'offset']],
  overviewServers: ['GET', 'servers', ['account', 'q', 'limit', 'offset']],
  overviewSources: ['GET', 'sources', ['account', 'state', 'q', 'limit', 'offset']],
  showTimeline: ['GET', 'tasks/{task_id}/timeline', ['account', 'at']],
  exportBundle: ['GET', 'bundle', []],
  explain: ['GET', 'explain/{request_id}', []],
  exportFixture: ['GET', 'fixtures', ['account']],
  loadFixture: ['POST', 'fixtures', ['account', 'replace']],
  followEvents: ['GET', 'events', ['account']],
  showClock: ['GET', 'clock', ['account']],
  updateClock: ['PUT', 'clock', ['account']],
  advanceClock: ['POST', 'clock/advance', ['account']],
  listScenarios: ['GET', 'scenarios', ['account']],
  listScenarioLibrary: ['GET', 'scenarios/library', []],
  addScenarios: ['POST', 'scenarios', ['account', 'replace']],
  removeScenarios: ['DELETE', 'scenarios', ['account', 'name']],
  showAgent: ['GET', 'sources/{source}/agent', ['account']],
  updateAgent: ['PUT', 'sources/{source}/agent', ['account']],
  listFaults: ['GET', 'faults', ['account']],
  addFaults: ['POST', 'faults', ['account']],
  removeFaults: ['DELETE', 'faults', ['account', 'id']],
  validateDocument: ['POST', 'validate', []],
  listAccounts: ['GET', 'accounts', []],
  showCredentials: ['GET', 'credentials', ['account']],
  createAccount: ['POST', 'accounts', []],
  deleteAccount: ['DELETE', 'accounts/{account}', []],
  listRequests: ['GET', 'requests', ['account', ...request_filter, 'limit']],
  showRequest: ['GET', 'requests/{id}', ['account']],
  countRequests: ['POST', 'requests/count', ['account']],
  waitForRequests: ['POST', 'requests/wait', ['account']],
  clearRequests: ['DELETE', 'requests', ['account']],
  exportRequests: ['GET', 'requests.har', ['account', ...request_filter, 'limit']],
  followRequests: ['GET', 'requests/events', ['account', ...request_filter]],
  listSnapshots: ['GET', 'snapshots', ['account']],
  saveSnapshot: ['POST', 'snapshots/{name}', ['account']],
  restoreSnapshot: ['PUT', 'snapshots/{name}', ['account']],
  downloadSnapshot: ['GET', 'snapshots/{name}', ['account']],
  removeSnapshot: ['DELETE', 'snapshots/{name}', ['account']],
  showCoverage: ['GET', 'coverage', ['account', 'format']],
} as const satisfies Record<
  string,
  readonly [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, query: readonly string[]]
>

export type OperationName = keyof typeof operations
