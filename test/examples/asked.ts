import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { filesBelow } from '../repository.ts'

/**
 * What the examples and pages run inside the emulator's container. The image has no shell: a command has to
 * be a list of words whose first is a program of the image.
 */

/** The programs of the image. */
export const programs = ['node', 'sms-emulator']

/** A command by its words, or a text that only a shell can run. */
export type Asked = string[] | { needs_shell: string }

type Value = { [key: string]: unknown }

const isObject = (value: unknown): value is Value => typeof value === 'object' && value !== null

const isImage = (value: unknown): boolean =>
  typeof value === 'string' && /^huaweicloud-sms-emulator:(?!.*-debian$)/.test(value)

/** All files of the examples, and the pages that have commands. */
export function filesWithCommands(): string[] {
  const pages = ['docs', 'docs/clients'].flatMap((folder) =>
    readdirSync(folder).flatMap((name) => (name.endsWith('.md') ? [join(folder, name)] : [])),
  )
  return [...filesBelow('examples'), ...pages, 'README.md']
}

/** What a file runs in the emulator's container. */
export function askedBy(path: string, text = readFileSync(path, 'utf8')): Asked[] {
  if (/\.ya?ml$/.test(path)) {
    return parseAllDocuments(text).flatMap((document) => askedInYaml(document.toJS()))
  }
  const takes_image = /huaweicloud-sms-emulator:/.test(text) && /testcontainers/.test(text)
  return [
    ...askedInTerminal(text),
    ...(takes_image && !path.endsWith('.md') ? askedByTestcontainers(text) : []),
  ]
}

/** Compose, GitHub Actions, GitLab CI and Kubernetes: each object that takes the image, wherever it is. */
function askedInYaml(value: unknown, inKubernetes = false): Asked[] {
  if (!isObject(value)) return []
  const of_kubernetes = inKubernetes || value.apiVersion !== undefined
  const own = isImage(value.image) || isImage(value.name) ? askedOf(value, of_kubernetes) : []
  return [...own, ...Object.values(value).flatMap((inner) => askedInYaml(inner, of_kubernetes))]
}

function askedOf(container: Value, of_kubernetes: boolean): Asked[] {
  const entry = of_kubernetes ? container.command : container.entrypoint
  const hooks = [container.post_start, container.pre_stop].flat().filter(isObject)
  return [
    ...(entry === undefined ? [] : [wordsOf(entry)]),
    ...hooks.map(({ command }) => wordsOf(command)),
    ...healthOf(container.healthcheck),
    ...execsIn(container),
    ...optionsOf(container.options),
  ]
}

const wordsOf = (command: unknown): string[] =>
  Array.isArray(command) ? command.map(String) : String(command).split(' ')

/** Compose runs a text, and what follows CMD-SHELL, by a shell. */
function healthOf(check: unknown): Asked[] {
  if (!isObject(check) || check.test === undefined) return []
  if (!Array.isArray(check.test)) return [{ needs_shell: String(check.test) }]
  const [kind, ...words] = check.test.map(String)
  if (kind === 'NONE') return []
  return [kind === 'CMD' ? words : { needs_shell: words.join(' ') }]
}

/** Probes and hooks of Kubernetes. */
const execsIn = (value: unknown): Asked[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, inner]) =>
        key === 'exec' && isObject(inner) ? [wordsOf(inner.command)] : execsIn(inner),
      )
    : []

/** Options of `docker create`, as GitHub Actions takes them. It runs a health command by a shell. */
const optionsOf = (options: unknown): Asked[] =>
  typeof options === 'string'
    ? [...options.matchAll(/--(health-cmd|entrypoint)[ =]("[^"]*"|\S+)/g)].map(
        ([, option, value = '']) => {
          const command = value.replaceAll('"', '')
          return option === 'entrypoint' ? [command] : { needs_shell: command }
        },
      )
    : []

const askedInTerminal = (text: string): Asked[] =>
  [
    ...text.matchAll(
      /\b(?:docker|podman|kubectl)(?: compose)? exec (?:-\S+ )*[\w-]+ (?:-- )?([^`\n]+)/g,
    ),
  ].map(([, command = '']) => command.split(' '))

/** Where Testcontainers waits for a port, as it does unless told, it asks a shell in the container. */
function askedByTestcontainers(text: string): Asked[] {
  const calls = /\.\w*(?:[eE]xec|SuccessfulCommand|ShellCommand|[lL]isteningPort|HealthCheck)\w*\(/g
  const waits = /(?:forHttp|ForHTTP|HttpWaitStrategy)\(/.test(text)
  return [
    ...(text.match(calls) ?? []),
    ...(waits ? [] : ['the wait for a port, when no other is named']),
  ].map((needs_shell) => ({ needs_shell }))
}
