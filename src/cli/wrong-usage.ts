import type { CommanderError } from 'commander'
import { alternatives } from '../text/lists.ts'
import { didYouMean } from '../text/names.ts'
import { ownValue } from '../text/own-value.ts'
import type { CommandDefinition } from './command-definition.ts'
import { optionsOf } from './command-options.ts'
import { commands } from './commands.ts'

/** What is wrong with arguments that the parser refused, and what to type instead. */

/** @param words the arguments, as they were typed. */
export function usageProblem({ code, message }: CommanderError, words: readonly string[]): string {
  const [, quoted = ''] = /'([^']*)'/.exec(message) ?? []
  const definition = commandTyped(words)
  if (code === 'commander.unknownCommand' || definition === undefined) {
    const firsts = [...new Set(commands.map(({ name }) => firstOf(name)))]
    // One who wants to stop something here means the emulator.
    const guess = quoted === 'stop' ? '' : clockGuess(quoted, 'clock')
    const hint = guess || didYouMean(quoted, firsts)
    return ended(`"${quoted}" is not a command`, hint, seeHelp(''))
  }
  switch (code) {
    case 'commander.unknownOption':
      return unknownOption(quoted, definition)
    case 'commander.missingArgument':
      return `${definition.name} needs <${quoted}>: sms-emulator ${definition.name} ${definition.args}.`
    case 'commander.optionMissingArgument':
      return `${quoted.split(' ').find((word) => word.startsWith('--'))} needs a value: ${quoted}.`
    case 'commander.excessArguments':
      return wrongSecondWord(words) ?? excessText(words, definition)
    default:
      return ended(message.replace(/^error: /, '').replace(/\.$/, ''), '', seeHelp(definition.name))
  }
}

const firstOf = (name: string): string => name.split(' ')[0] ?? name

/** A sentence that asks, or else one that says where to look. */
const ended = (problem: string, question: string, advice: string): string =>
  question === '' ? `${problem}; ${advice}.` : `${problem}${question}`

const seeHelp = (name: string): string =>
  name === '' ? 'see sms-emulator help' : `see sms-emulator ${name} --help`

/** The command that the first words name; undefined for none. */
function commandTyped(words: readonly string[]): CommandDefinition | undefined {
  const typed = words.filter((word) => !word.startsWith('-'))
  const named = (count: number) =>
    commands.find(({ name }) => name === typed.slice(0, count).join(' '))
  return named(2) ?? named(1)
}

/** What people type for what a clock can do. */
const clock_words = {
  frozen: ['freeze', 'frozen', 'pause', 'stop'],
  flowing: ['flow', 'flowing', 'unfreeze', 'resume'],
  advance: ['advance', 'forward', 'move', 'skip'],
} as const

/**
 * `; did you mean clock --mode frozen?` where a word is a guess at what the clock does; empty where it is none.
 *
 * @param name the command that was typed, or is meant; others than those with a clock are asked nothing.
 */
function clockGuess(typed: string, name: string): string {
  const word = typed.replace(/^--/, '').toLowerCase()
  const option = ownValue({ clock: '--mode', start: '--clock', 'accounts create': '--clock' }, name)
  if (option === undefined) return ''
  const command = typed.startsWith('--') ? '' : `${name} `
  const mode = (['frozen', 'flowing'] as const).find((one) =>
    clock_words[one].some((known) => known === word),
  )
  if (mode !== undefined) return `; did you mean ${command}${option} ${mode}?`
  if (name === 'clock' && clock_words.advance.some((known) => known === word)) {
    return '; did you mean clock advance?'
  }
  const isOther = typed.startsWith('--') && ['clock', 'mode'].includes(word)
  return isOther ? `; did you mean ${option}?` : ''
}

function unknownOption(typed: string, definition: CommandDefinition): string {
  const { name } = definition
  if (/^-[P\d]/i.test(typed)) return `"${typed}" is negative, and nothing here can be less than 0.`
  const [flag = typed] = typed.split('=')
  const flags = optionsOf(definition).flatMap(({ flags: text }) => text.match(/--[\w-]+/g) ?? [])
  if (flag !== typed && flags.includes(flag)) return `${flag} takes no value.`
  const hint = clockGuess(flag, name) || didYouMean(flag, [...flags, '--help'])
  return ended(`${name} has no option ${flag}`, hint, seeHelp(name))
}

/** What is wrong with the second word of a command such as `clock advanc`; undefined where something else is wrong. */
function wrongSecondWord([first = '', ...rest]: readonly string[]): string | undefined {
  const word = rest.find((one) => !one.startsWith('-'))
  const family = commands.filter(({ name }) => firstOf(name) === first)
  const verbs = family.flatMap(({ name }) => name.split(' ').slice(1))
  const takesWords = family.some(({ name, args = '' }) => name === first && args !== '')
  if (word === undefined || verbs.length === 0 || takesWords || verbs.includes(word)) {
    return undefined
  }
  const problem = `"${word}" is not a command of ${first}`
  return ended(
    problem,
    (first === 'clock' && clockGuess(word, first)) || didYouMean(word, verbs),
    `use ${alternatives(verbs)}, or see ${first} --help`,
  )
}

/** The parser knows how many arguments are too many, and not which. */
function excessText(words: readonly string[], { name, args = '' }: CommandDefinition): string {
  const allowed = args === '' ? 0 : args.split(' ').length
  const takes = ['no argument', 'one argument'][allowed] ?? `${allowed} arguments`
  const extra = words.filter((word) => !word.startsWith('-'))[name.split(' ').length + allowed]
  const what = extra === undefined ? '' : ` ("${extra}" is one too many)`
  return `${name} takes ${takes}${what}; ${seeHelp(name)}.`
}

/**
 * The words with `help clock advance` as `clock advance --help`, and `clock help` as `clock --help`. Of what is not a
 * command there is no help.
 */
export function helpAsOption(words: string[]): string[] {
  const [first = 'help', second, ...more] = words
  const isFamily = commands.some(({ name }) => name.startsWith(`${first} `))
  if (isFamily && second === 'help') return [first, ...more, '--help']
  const rest = words.slice(1)
  const asked = first === 'help' ? [...rest, '--help'] : words
  const [name = ''] = asked
  const isKnown = name.startsWith('-') || commands.some((one) => firstOf(one.name) === name)
  return isKnown ? asked : asked.filter((word) => word !== '--help' && word !== '-h')
}
