import { isatty } from 'node:tty'
import {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import pretty from 'pino-pretty'
import type { Config } from '../config.ts'
import { redactTarget } from '../domain/observed/redaction.ts'
import type { AppOptions } from '../http/service-app.ts'
import { withoutControls, withoutEscapedControls } from '../text/terminal.ts'

type LogConfig = Pick<Config, 'log_level' | 'log_format'>

/** Where the log goes, and what it says of calls. */
export const logFor = (config: LogConfig): Pick<AppOptions, 'logger' | 'logController'> => ({
  logger: loggerFor(config),
  logController: new RequestLog(config.log_format),
})

/**
 * Says something about the process as a whole: to programs with its facts in fields of their own, to people as a sentence.
 *
 * @param words the facts for people, behind the message.
 */
export function tellLog(
  log: FastifyBaseLogger,
  { log_format }: LogConfig,
  message: string,
  [words, facts]: readonly [words: string, facts: object],
): void {
  if (log_format === 'text') log.info(`${message}: ${words}`)
  else log.info(facts, message)
}

function loggerFor({ log_level, log_format }: LogConfig): AppOptions['logger'] {
  if (log_level === 'silent') return false
  const cleaned = log_format === 'json' ? withoutControls : withoutEscapedControls
  const options = {
    level: log_level,
    serializers: { req: requestLogged },
    // The log may be read on a terminal. Each line ends with a line end.
    hooks: { streamWrite: (line: string) => `${cleaned(line.slice(0, -1))}\n` },
  }
  if (log_format === 'json') return options
  return {
    ...options,
    stream: pretty({
      colorize: isatty(1),
      ignore: 'pid,hostname,reqId',
      translateTime: 'HH:MM:ss.l',
      singleLine: true,
      sync: true,
    }),
  }
}

/** What the log says of a request wherever it says something: as Fastify, without the secrets of an address. */
const requestLogged = ({ method, originalUrl, host, ip, socket }: FastifyRequest) => ({
  method,
  url: redactTarget(originalUrl),
  host,
  remoteAddress: ip,
  remotePort: socket.remotePort ?? 0,
})

/**
 * The log of calls: one line for each, when it is over, without bodies and without secrets
 * (emulators.md, the table of options). For people it is a sentence, for programs an object.
 */
class RequestLog extends LogController {
  readonly #format: Config['log_format']

  constructor(format: Config['log_format']) {
    super()
    this.#format = format
  }

  /** Nothing is said yet; but a call whose connection goes away before it is answered has no other end. */
  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    if (!isLogged(request)) return
    reply.raw.once('close', () => {
      if (!request.call.knownParts.completed) this.#tell(request, reply, true)
    })
  }

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    request.call.add('completed', true)
    if (error)
      request.log.error(
        { reqId: request.call.id, req: request, err: error },
        'the answer could not be sent',
      )
    else if (isLogged(request)) this.#tell(request, reply, false)
  }

  #tell(request: FastifyRequest, reply: FastifyReply, isCut: boolean): void {
    if (this.#format === 'text') {
      request.log.info(sentenceOf(request, reply, isCut))
      return
    }
    request.log.info(
      {
        reqId: request.call.id,
        req: request,
        operation: request.call.operation,
        res: reply.raw.headersSent ? reply : undefined,
        responseTime: reply.elapsedTime,
        error_code: request.call.refusal.code ?? undefined,
      },
      isCut ? 'request cut short' : 'request completed',
    )
  }
}

/** Whether anybody reads what is said of calls. The logger that Fastify has for nobody cannot be asked. */
const isLogged = ({ log }: FastifyRequest): boolean =>
  'isLevelEnabled' in log &&
  (log as { isLevelEnabled(level: string): boolean }).isLevelEnabled('info')

/** As `GET /v3/tasks/x 404 1.4 ms SMS.0205, sms-emulator explain <id>`. */
function sentenceOf(request: FastifyRequest, reply: FastifyReply, isCut: boolean): string {
  const { method, originalUrl, call } = request
  const errorCode = call.refusal.code
  const status = reply.raw.headersSent ? reply.statusCode : 'no answer'
  const words = [method, redactTarget(originalUrl), status, `${reply.elapsedTime.toFixed(1)} ms`]
  if (isCut) words.push('cut short')
  if (errorCode === null) return words.join(' ')
  const isExplained = call.surface !== 'control'
  return [
    ...words,
    isExplained ? `${errorCode}, sms-emulator explain ${request.call.id}` : errorCode,
  ].join(' ')
}
