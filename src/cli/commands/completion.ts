import { optionsOf } from '../command-options.ts'
import { commands } from '../commands.ts'
import type { Context } from '../context.ts'
import { UsageRefused } from '../usage.ts'

/** `sms-emulator completion`: scripts for shells, made of the table of commands. */

type Word = { word: string; about: string }

/** A place on the command line: after which commands, and what may follow. */
type Place = { path: string; words: Word[] }

/** What follows an option that takes one of a few words. */
type Choice = { path: string; option: string; choices: readonly string[] }

const shells = ['bash', 'zsh', 'fish'] as const

const flagOf = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags

const placed = commands.map((definition) => ({ definition, options: optionsOf(definition) }))

/** Sub-commands of a command; of nothing, the commands. */
const wordsBelow = (path: string): Word[] =>
  commands.flatMap(({ name, summary }) => {
    const words = name.split(' ')
    const word = words.pop() ?? ''
    return words.join(' ') === path ? [{ word, about: summary }] : []
  })

const places: Place[] = [
  {
    path: '',
    words: [
      ...wordsBelow(''),
      { word: 'help', about: 'help about a command' },
      { word: '--help', about: 'help' },
      { word: '--version', about: 'the version' },
    ],
  },
  ...placed.map(({ definition: { name }, options }) => ({
    path: name,
    words: [
      ...wordsBelow(name),
      ...(name === 'completion' ? shells.map((word) => ({ word, about: `for ${word}` })) : []),
      ...options.map(({ flags, description }) => ({ word: flagOf(flags), about: description })),
      { word: '--help', about: 'help' },
    ],
  })),
]

const choices: Choice[] = placed.flatMap(({ definition: { name }, options }) =>
  options.flatMap(({ flags, choices: known, suggested: list = known }) =>
    list ? [{ path: name, option: flagOf(flags), choices: list }] : [],
  ),
)

/** In a shell's single quotes. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The commands that lead to a place, for a `case` on the words typed so far. */
const steps = (separator: string): string =>
  commands.map(({ name }) => quote(name.includes(' ') ? name : ` ${name}`)).join(separator)

const wordsOf = ({ words }: Place): string => words.map(({ word }) => word).join(' ')

const bash =
  (): string => `# bash completion of sms-emulator: source <(sms-emulator completion bash)
_sms_emulator() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" place="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$place \${COMP_WORDS[i]}" in
      ${steps('|')}) place="\${place:+$place }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$place $before" in
${choices.map(({ path, option, choices: list }) => `    ${quote(`${path} ${option}`)}) words=${quote(list.join(' '))} ;;`).join('\n')}
    *) case "$place" in
${places.map((place) => `      ${quote(place.path)}) words=${quote(wordsOf(place))} ;;`).join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _sms_emulator sms-emulator
`

const describeWord = ({ word, about }: Word): string =>
  quote(`${word.replaceAll(':', '\\:')}:${about}`)

const zsh = (): string => `#compdef sms-emulator
# zsh completion of sms-emulator: source <(sms-emulator completion zsh), or a file _sms-emulator in $fpath
_sms_emulator() {
  local place="" before="\${words[CURRENT-1]}" word
  local -a list
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place $word" in
      (${steps('|')}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place $before" in
${choices.map(({ path, option, choices: list }) => `    (${quote(`${path} ${option}`)}) list=(${list.join(' ')}) ;;`).join('\n')}
    (*) case "$place" in
${places.map(({ path, words }) => `      (${quote(path)}) list=(${words.map(describeWord).join(' ')}) ;;`).join('\n')}
    esac ;;
  esac
  _describe 'sms-emulator' list || _files
}
if [ "\${funcstack[1]}" = _sms_emulator ]; then _sms_emulator "$@"; else compdef _sms_emulator sms-emulator; fi
`

/** Where a line of fish holds: after the words of a path, and before any of its sub-commands. */
function fishCondition(path: string): string {
  if (path === '') return '__fish_use_subcommand'
  const seen = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`)
  const next = wordsBelow(path).map(({ word }) => word)
  const none = next.length > 0 ? [`not __fish_seen_subcommand_from ${next.join(' ')}`] : []
  return [...seen, ...none].join('; and ')
}

const fish = (): string => {
  const lines = places.flatMap(({ path, words }) =>
    words.map(({ word, about }) => {
      const list = choices.find((one) => one.path === path && one.option === word)?.choices
      const what = word.startsWith('--')
        ? `-l ${word.slice(2)}${list ? ` -x -a ${quote(list.join(' '))}` : ''}`
        : `-f -a ${word}`
      return `complete -c sms-emulator -n ${quote(fishCondition(path))} ${what} -d ${quote(about)}`
    }),
  )
  return `# fish completion of sms-emulator: sms-emulator completion fish | source\n${lines.join('\n')}\n`
}

const scripts = { bash, zsh, fish } satisfies Record<(typeof shells)[number], () => string>

/** @throws UsageRefused for another shell. */
export async function completion({ out, args: [shell = ''] }: Context): Promise<void> {
  const known = shells.find((one) => one === shell)
  if (!known) throw new UsageRefused(`Unknown shell "${shell}". Use bash, zsh or fish.`)
  out.lines(scripts[known]().trimEnd().split('\n'))
}
