import { format } from 'node:util'

/**
 * Every failure a client can provoke, in one table: name → status, code, message.
 *
 * The domain and the operations throw them; `http/plugins/errors.ts` is the only place that turns
 * them into a response. Anything else that is thrown is a bug of ours and becomes a 500, whose
 * details go to the log and never to the client.
 *
 * Statuses of SMS are those of DESIGN.md §5. A message is the service's own where one was seen on
 * the wire (errors.json, `message`), else a sentence of ours in the sense of the code's title.
 */
const catalogue = {
  // SMS: the request (behaviour.md §6.4, 60xx to 64xx)
  nameEmpty: [400, 'SMS.6001', 'The source server name must not be empty.'],
  nameLength: [400, 'SMS.6002', 'The source server name must have 1 to 64 characters, not %s.'],
  nameCharacters: [
    400,
    'SMS.6003',
    'The source server name "%s" may only have letters, digits, "_", "-" and ".".',
  ],
  platformInvalid: [400, 'SMS.6006', 'The source platform is not valid: %s'],
  bodyNotJson: [400, 'SMS.6010', 'The request body is not JSON: %s'],
  bodyInvalid: [400, 'SMS.6011', 'The request body does not meet the schema: %s'],
  bodyEmpty: [400, 'SMS.6012', 'The request body is empty, and this call needs one.'],
  parameterMissing: [400, 'SMS.6013', 'A required parameter is missing: %s'],
  parameterTooLong: [400, 'SMS.6014', 'A body parameter is too long: %s'],
  contentType: [400, 'SMS.6016', 'The Content-Type must be application/json, not %s.'],
  sourceIdInvalid: [400, 'SMS.6030', 'The source server id is not valid: %s'],
  targetMissing: [400, 'SMS.6031', 'target_server is missing.'],
  vmIdMissing: [400, 'SMS.6032', 'target_server.vm_id is missing, and no template is given.'],
  targetDisksMissing: [400, 'SMS.6033', 'target_server.disks is missing or empty.'],
  regionNameInvalid: [400, 'SMS.6034', 'region_name is missing or not valid.'],
  diskIdMissing: [400, 'SMS.6103', 'target_server.disks: disk "%s" has no disk_id.'],
  volumeNameMissing: [400, 'SMS.6104', 'target_server.disks: a volume of disk "%s" has no name.'],
  volumeSizeMissing: [400, 'SMS.6105', 'target_server.disks: volume "%s" has no valid size.'],
  integerInvalid: [400, 'SMS.6404', 'Not a whole number within its range: %s'],
  sourceQuota: [400, 'SMS.6501', 'There are %s source servers already, which is the quota.'],
  parametersInvalid: [400, 'SMS.9001', 'The parameters are not valid: %s'],

  // SMS: sources (65xx, 66xx, 73xx, 76xx)
  sourceUnusable: [400, 'SMS.6520', 'Source server %s is %s and cannot be migrated.'],
  sizeBelowUsed: [400, 'SMS.6538', 'The new size of "%s" must exceed its used space by 1 GB.'],
  diskBelowPartitions: [400, 'SMS.6539', 'Disk "%s" would be smaller than its partitions.'],
  windowsShrink: [400, 'SMS.6540', 'Partition "%s" of a Windows source cannot shrink.'],
  groupBelowVolumes: [400, 'SMS.6541', 'Volume group "%s" would be smaller than its volumes.'],
  osTypeInvalid: [400, 'SMS.6601', 'os_type must be WINDOWS or LINUX: %s'],
  migrationIpInvalid: [400, 'SMS.6602', 'migration_ip "%s" is not valid: %s'],
  sourceOffline: [400, 'SMS.6603', 'Source server %s is not connected to SMS.'],
  projectNotFound: [404, 'SMS.7301', 'Migration project %s does not exist.'],
  projectNameTaken: [400, 'SMS.7312', 'There is a migration project named "%s" already.'],
  projectLimit: [400, 'SMS.8115', 'The quantity of MigProject must be lower than or equal to 50'],
  projectIsDefault: [400, 'SMS.7303', 'Migration project "%s" is the default and cannot go.'],
  projectIsSystem: [400, 'SMS.7303', 'SystemProject is in every account and cannot be %s.'],
  projectInUse: [400, 'SMS.7311', 'Migration project "%s" still holds %s source servers.'],
  noDefaultProject: [400, 'SMS.7304', 'The account has no default migration project.'],
  sourceHasTask: [
    400,
    'SMS.7601',
    'Source server %s has migration task %s; delete the task first.',
  ],
  sourceNotFound: [404, 'SMS.7602', 'SourceServer does not exist'],

  // SMS: creating tasks
  sourceIpInvalid: [400, 'SMS.6530', 'The address of the source server is not valid: %s'],
  systemDiskTooLarge: [400, 'SMS.6537', 'The system disk of source server %s is over 1 TB.'],
  uefiNeedsTarget: [400, 'SMS.6535', 'Source server %s boots with UEFI: its target must exist.'],
  osMismatch: [400, 'SMS.6610', 'os_type %s of the task is not that of the source server, %s.'],
  partitionTooSmall: [400, 'SMS.6611', 'Target partition "%s" is too small: %s'],
  partitionNotAligned: [400, 'SMS.6612', 'The size of partition "%s" is not a multiple of 1 MB.'],
  gptReserve: [400, 'SMS.6613', 'Disk "%s" is GPT and needs 33 MB beside its partitions.'],
  diskTooSmall: [400, 'SMS.6614', 'Target disk "%s" must be larger than its partitions.'],
  kernelNoBlock: [400, 'SMS.6617', 'Source server %s: its kernel cannot migrate by blocks.'],
  kernelUnknown: [400, 'SMS.6618', 'Source server %s: its kernel details are not available.'],
  templateNotFound: [404, 'SMS.7101', 'Template %s does not exist.'],
  templateInUse: [400, 'SMS.7111', 'Template "%s" is used by migration task %s.'],
  templateNameTaken: [400, 'SMS.7112', 'There is a template named "%s" already.'],
  templateLimit: [400, 'SMS.7113', 'There are 50 templates already, which is the limit.'],
  passwordNotNow: [
    400,
    'SMS.9905',
    'The password of template %s can be queried only while its task is replicating or syncing.',
  ],
  targetTaken: [400, 'SMS.7605', '%s is already used by migration task %s.'],
  taskNameInvalid: [
    400,
    'SMS.7711',
    'The task name must have 1 to 64 letters, digits, "_", "-" or Chinese characters: %s',
  ],
  taskTypeInvalid: [400, 'SMS.7712', 'The task type is not valid: %s'],
  projectIdMissing: [400, 'SMS.7724', 'project_id is missing or empty.'],
  regionMissing: [400, 'SMS.7725', 'region_id is missing or empty.'],

  // SMS: what agents report and ask for
  subtaskUnknown: [400, 'SMS.6004', 'There is no such sub-task: %s'],
  commandNameMissing: [400, 'SMS.6020', 'command_name is missing.'],
  commandMismatch: [400, 'SMS.6021', 'The pending command is %s, not %s.'],
  commandResultInvalid: [400, 'SMS.6022', 'result must be success or fail: %s'],
  commandDetailInvalid: [400, 'SMS.6023', 'result_detail must be an object: %s'],
  progressRange: [400, 'SMS.6101', 'progress must be a whole number from 0 to 100: %s'],
  timeInvalid: [400, 'SMS.6405', 'Not a valid time: %s'],
  sourceHasNoTask: [400, 'SMS.7606', 'Source server %s has no migration task.'],
  copyStateMissing: [400, 'SMS.7726', 'copystate or migrationcycle is missing.'],
  copyStateEmpty: [400, 'SMS.7727', 'copystate or migrationcycle is empty.'],
  copyStatePair: [400, 'SMS.7728', 'copystate %s does not go with migrationcycle %s.'],
  targetUnknown: [400, 'SMS.8102', 'Task %s has no target server yet.'],

  // SMS: tasks (77xx)
  logAgentOld: [400, 'SMS.7707', 'The agent is %s; logs can be collected from 25.2.0 on.'],
  logRunning: [400, 'SMS.7716', 'The logs of task %s are being collected already.'],
  logNotStarted: [400, 'SMS.7717', 'Task %s was never started: it has no logs.'],
  taskNotFound: [404, 'SMS.7703', "Task doesn't exist"],
  taskUpdate: [400, 'SMS.7706', 'Task %s cannot be updated: %s'],
  cannotStart: [400, 'SMS.7713', 'Task %s is %s and cannot be started.'],
  cannotStop: [400, 'SMS.7714', 'Task %s is %s and cannot be paused.'],
  cannotDelete: [400, 'SMS.7719', 'Task %s cannot be deleted while its source server is %s.'],
  cannotLaunch: [
    400,
    'SMS.7721',
    'Task %s is %s: the target can be launched or cloned only in continuous sync.',
  ],
  cannotRestart: [
    400,
    'SMS.7722',
    'Task %s is %s: it can be restarted only after the target was launched.',
  ],

  cannotSync: [400, 'SMS.7715', 'Task %s cannot be synchronised while its source server is %s.'],
  cannotRollBack: [400, 'SMS.7718', 'Task %s is %s: only a failed sync can be rolled back.'],
  actionNotNow: [
    400,
    'SMS.6005',
    'The action %s is not possible now: task %s is %s and its source server %s.',
  ],
  noSnapshots: [400, 'SMS.8112', 'The snapshots of task %s have been deleted already.'],

  // The gateway in front of SMS (iam.md §2.3)
  apiUnknown: [
    404,
    'APIGW.0101',
    'The API does not exist or has not been published in the environment.',
  ],
  bodyTooLarge: [413, 'APIGW.0201', 'API request error: the body is over %s bytes.'],
  requestMalformed: [400, 'APIGW.0201', 'API request error: %s'],
  requestLate: [
    408,
    'APIGW.0201',
    'API request error: the request did not come to its end in time.',
  ],
  headersTooLarge: [431, 'APIGW.0201', 'API request error: the headers are over 16 KB.'],
  credentialsMissing: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: x-auth-token not found',
  ],
  tokenUnreadable: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: decrypt token fail',
  ],
  tokenExpired: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: token expires, expires_at: %s',
  ],
  signatureUnreadable: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: Unauthorized',
  ],
  keyUnknown: [401, 'APIGW.0301', 'Incorrect IAM authentication information: ak %s not exist'],
  keyLocked: [401, 'APIGW.0301', 'AK access failed to reach the limit,forbidden.'],
  signatureMismatch: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:%s',
  ],
  signatureExpired: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: calc ak sk signature fail:signature expired',
  ],
  // The words of these three are *inferred* from those of tokens.
  securityTokenMissing: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: x-security-token not found',
  ],
  securityTokenInvalid: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: decrypt x-security-token fail',
  ],
  securityTokenExpired: [
    401,
    'APIGW.0301',
    'Incorrect IAM authentication information: x-security-token expires, expires_at: %s',
  ],

  throttled: [
    429,
    'APIGW.0308',
    'The throttling threshold has been reached: policy user over ratelimit,limit:%s,time:%s second',
  ],

  // IAM: its codes are the statuses themselves (iam.md §1.3, §1.6)
  iamBodyInvalid: [400, 'IAM', 'The request body is invalid'],
  iamWrongPassword: [401, 'IAM', 'The username or password is wrong.'],
  iamUnauthorized: [401, 'IAM', 'The request you have made requires authentication.'],
  iamTokenInvalid: [401, 'IAM', 'The X-Auth-Token is invalid!'],
  iamSubjectInvalid: [404, 'IAM', 'X-Subject-Token is invalid in the request'],
  iamBodyTooLarge: [413, 'IAM', 'The request body is over %s bytes.'],

  // The control API, and what this emulator does not build
  notBuilt: [501, 'EMULATOR.0501', '%s is not built in this version of the emulator.'],
  accountNotFound: [404, 'EMULATOR.0404', 'There is no account "%s". There are: %s.'],
  explanationNotFound: [
    404,
    'EMULATOR.0404',
    'Nothing is known of request "%s": it was not refused, or an account was reset since, or %s others were refused after it.',
  ],
  timelineNotFound: [404, 'EMULATOR.0404', 'There is no task "%s" in account "%s".'],
  originForeign: [
    403,
    'EMULATOR.0403',
    'A web page from elsewhere may not call the emulator; call it from a program.',
  ],
  beforeHistory: [400, 'EMULATOR.0400', 'at: the history of task %s begins at %s.'],
  controlUnknown: [404, 'EMULATOR.0404', 'The control API has no %s %s; see /_emulator/docs.'],
  controlInvalid: [400, 'EMULATOR.0400', '%s'],
  clockBackwards: [
    400,
    'EMULATOR.0400',
    'The clock shows %s and does not go back to %s; use reset to begin again.',
  ],
  scenarioInvalid: [400, 'EMULATOR.0422', 'The scenario is not valid: %s'],
  scenarioNotFound: [
    404,
    'EMULATOR.0404',
    'There is no scenario "%s" in account "%s". There are: %s.',
  ],
  faultInvalid: [400, 'EMULATOR.0422', 'The fault is not valid: %s'],
  faultNotFound: [404, 'EMULATOR.0404', 'There is no fault "%s" in account "%s". There are: %s.'],
  sourceUnknown: [404, 'EMULATOR.0404', 'There is no source "%s" in account "%s".'],
  sourceAmbiguous: [400, 'EMULATOR.0400', 'More than one source is named "%s"; give its id.'],
  fixtureInvalid: [400, 'EMULATOR.0422', 'The fixture is not valid: %s'],
  asked: [400, 'EMULATOR.0400', '%s'],
  internal: [500, 'SMS.6000', 'The emulator failed; its log has the details.'],
} as const satisfies Record<string, readonly [statusCode: number, code: string, message: string]>

export type ErrorName = keyof typeof catalogue

/** The table itself, for the page and the tests that compare it. */
export const errors: Record<
  ErrorName,
  readonly [statusCode: number, code: string, message: string]
> = catalogue

/** Statuses of codes that the table does not have, for those that a scenario asks for (DESIGN.md §5). */
const other_statuses: Record<string, number> = {
  'SMS.6521': 401,
  'SMS.6522': 401,
  'SMS.6523': 403,
  'SMS.6527': 403,
  'SMS.8017': 404,
  'SMS.9003': 403,
  'SMS.9004': 403,
  'SMS.6301': 500,
  'SMS.6304': 500,
  'APIGW.0103': 404,
  'APIGW.0302': 403,
  'APIGW.0303': 401,
  'APIGW.0307': 401,
}

/** One place in a document that is wrong. */
export type ErrorDetail = { path: string; message: string; line?: number }

/** A refusal: what was wrong, where, and what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly error: ErrorName
  readonly statusCode: number
  readonly code: string
  readonly details: ErrorDetail[] | undefined

  constructor(error: ErrorName, ...params: (string | number | ErrorDetail[])[]) {
    const [statusCode, code, message] = catalogue[error]
    const details = params.find((param): param is ErrorDetail[] => Array.isArray(param))
    super(format(message, ...params.filter((param) => param !== details)))
    this.error = error
    this.statusCode = statusCode
    this.code = code
    this.details = details
  }
}

/** Too many calls in a window; `Retry-After` says in how many seconds the next one begins. */
export class Throttled extends ApiError {
  readonly retry_after_s: number

  constructor(calls: number, window_s: number, retry_after_s: number) {
    super('throttled', calls, window_s)
    this.retry_after_s = retry_after_s
  }
}

/** A refusal that a scenario or a fault asks for: any code of the service's, also one that no call provokes. */
export class AskedRefusal extends ApiError {
  override readonly statusCode: number
  override readonly code: string

  /** @param status if it is not to be the one that belongs to the code. */
  constructor(code: string, message: string | undefined, asker: string, status?: number) {
    const known = Object.values(catalogue).find(([, one]) => one === code)
    // Words with a gap for a value would look odd without it.
    const words = known && !known[2].includes('%s') ? known[2] : undefined
    super('asked', message ?? words ?? `Refused, as ${asker} says.`)
    this.code = code
    this.statusCode = status ?? known?.[0] ?? other_statuses[code] ?? 400
  }
}
