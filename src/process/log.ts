import { isatty } from 'node:tty'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import pino from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { Config } from '../config.ts'
import { redactTarget } from '../domain/observed/redaction.ts'
import type { AppOptions, TellCall } from '../http/app.ts'
import { counted } from '../text/numbers.ts'
import { withoutControls, withoutEscapedControls } from '../text/terminal.ts'
import { type LineWriter, standard_output } from './line-writer.ts'

type LogConfig = Pick<Config, 'log_level' | 'log_format'>
type Call = FastifyRequest['call']
type Lines = Pick<LineWriter, 'write'>

/** Levels at which each call has a line. */
const levels_with_calls: ReadonlySet<Config['log_level']> = new Set(['info', 'debug', 'trace'])

/** Where the log goes, and what it says of calls. */
export function logFor(
  { log_level, log_format }: LogConfig,
  output: Lines = standard_output,
): Pick<AppOptions, 'log' | 'tellCall'> {
  if (log_level === 'silent') return {}
  const { stream, tellCall } = log_format === 'json' ? jsonLog(output) : textLog(output)
  const serializers = { req: requestLogged, res: answerLogged }
  const log = pino({ level: log_level, serializers }, stream)
  return levels_with_calls.has(log_level) ? { log, tellCall } : { log }
}

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

/** A log for programs: a line of JSON for each thing that it says. */
function jsonLog(output: Lines): { stream: Lines; tellCall: TellCall } {
  const { write } = noteLoss(output, (msg) => JSON.stringify({ level: 40, time: Date.now(), msg }))
  return {
    // The log may be read on a terminal. Each line ends with a line end.
    stream: { write: (line) => write(withoutControls(line.slice(0, -1))) },
    tellCall: ({ id, request, reply, operation, refusal }, isCut) =>
      request.log.info(
        {
          reqId: id,
          req: request,
          operation,
          res: reply.raw.headersSent ? reply : undefined,
          responseTime: reply.elapsedTime,
          error_code: refusal.code ?? undefined,
        },
        isCut ? 'request cut short' : 'request completed',
      ),
  }
}

/**
 * A log for people. A call's line is put together here, as there are many; what pino says of other things
 * pino-pretty makes readable.
 */
function textLog(output: Lines): { stream: Lines; tellCall: TellCall } {
  const pretty = prettyFactory({
    colorize: isatty(1),
    ignore: 'pid,hostname,reqId',
    translateTime: 'HH:MM:ss.l',
    singleLine: true,
  })
  // What is around the time and the sentence is the same in every line of a level.
  const info = pretty({ level: 30, time: 0, msg: 'sentence' })
  const [before = '', between = '', after = ''] = info.trimEnd().split(/00:00:00\.000|sentence/)
  const timeOfDay = clockOfDay()
  const timed = (sentence: string) => `${before}${timeOfDay()}${between}${sentence}${after}`
  const { write } = noteLoss(output, timed)
  return {
    stream: { write: (line) => write(pretty(withoutEscapedControls(line.slice(0, -1))).trimEnd()) },
    tellCall: (call, isCut) => write(timed(withoutControls(sentenceOf(call, isCut)))),
  }
}

const why = 'what reads the log did not keep up with it'

/** Gives the time of day in UTC, to the millisecond. A second has many lines, and its text is made once. */
function clockOfDay(): () => string {
  let second = Number.NaN
  let shown = ''
  return () => {
    const now = Date.now()
    const ms = now % 1000
    if (now - ms !== second) {
      second = now - ms
      shown = new Date(second).toISOString().slice(11, 20)
    }
    return shown + String(ms).padStart(3, '0')
  }
}

/**
 * Gives lines to an output, without their line ends. Where lines were left out, as their reader did not keep up, a
 * line says how many.
 */
function noteLoss(output: Lines, lineOf: (message: string) => string): Lines {
  let lost = 0
  return {
    write: (line) => {
      const note =
        lost === 0
          ? ''
          : `${lineOf(`${counted(lost, 'line is', 'lines are')} missing here: ${why}`)}\n`
      const isTaken = output.write(`${note}${line}\n`)
      lost = isTaken ? 0 : lost + 1
      return isTaken
    },
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

const answerLogged = ({ statusCode }: FastifyReply) => ({ statusCode })

/** As `GET /v3/tasks/x 404 1.4 ms SMS.0205, sms-emulator explain <id>`. */
function sentenceOf(call: Call, isCut: boolean): string {
  const { request, reply, refusal } = call
  const { method, originalUrl } = request
  const status = reply.raw.headersSent ? reply.statusCode : 'no answer'
  const took = `${reply.elapsedTime.toFixed(1)} ms${isCut ? ' cut short' : ''}`
  const sentence = `${method} ${redactTarget(originalUrl)} ${status} ${took}`
  if (refusal.code === null) return sentence
  const isExplained = call.surface !== 'control'
  return `${sentence} ${refusal.code}${isExplained ? `, sms-emulator explain ${call.id}` : ''}`
}
