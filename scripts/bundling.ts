import type { Plugin } from 'esbuild'

/**
 * What libraries load at once, though a start does not use it (docs/decisions/016-bundle.md): esbuild resolves it to
 * something smaller, and no line of a library is changed.
 */

/** A module that a library requires. */
type Required = {
  /** How it is required. */
  as: RegExp
  /** By which library: the beginning of its path in node_modules. */
  by: string
}

const refuse = (name: string): string =>
  `module.exports = () => { throw new Error('${name} is not in this bundle') }`

/** Modules that are never used, with what the bundle has in their place. */
const unused: (Required & { instead: (name: string) => string })[] = [
  // Half a megabyte: each of our apps has compilers of its own (src/http/pipeline/validate.ts).
  {
    as: /^@fastify\/(ajv-compiler|fast-json-stringify-compiler)$/,
    by: 'fastify/',
    instead: refuse,
  },
  // Which file made a logger, for transports, which ours does not have: to know it the engine counts the lines of the
  // bundle, which takes as long as to make the rest of an app.
  { as: /^\.\/lib\/caller$/, by: 'pino/', instead: () => 'module.exports = () => []' },
  // What the SDK checks only answers of an agent's user with, which no tool asks for: 200 kB.
  {
    as: /validation\/ajv-provider\.js$/,
    by: '@modelcontextprotocol/sdk/',
    instead: () => 'export class AjvJsonSchemaValidator {}',
  },
]

/** Modules that few runs use: each is loaded when something of it is asked for. */
const late: Required[] = [
  { as: /^node:(https|http2)$/, by: 'fastify/' },
  { as: /^node:child_process$/, by: 'commander/' },
  { as: /^semver$/, by: 'fastify/' },
]

/** Which names esbuild asks about: each question takes time. */
const anyOf = (modules: readonly Required[]): RegExp =>
  new RegExp(modules.map(({ as }) => as.source).join('|'))

const isRequired = ({ as, by }: Required, path: string, importer: string): boolean =>
  as.test(path) && importer.replaceAll('\\', '/').includes(`/node_modules/${by}`)

export const withoutUnused: Plugin = {
  name: 'without-unused',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: anyOf(unused) }, ({ path, importer }) => {
      const place = unused.findIndex((one) => isRequired(one, path, importer))
      return place < 0 ? undefined : { path, namespace: 'unused', pluginData: unused[place] }
    })
    onLoad({ filter: /./, namespace: 'unused' }, ({ path, pluginData }) => ({
      contents: pluginData.instead(path),
    }))
  },
}

export const lateModules: Plugin = {
  name: 'late-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: anyOf(late) }, ({ path, importer, resolveDir }) =>
      late.some((one) => isRequired(one, path, importer))
        ? { path, namespace: 'late', pluginData: resolveDir }
        : undefined,
    )
    onLoad({ filter: /./, namespace: 'late' }, ({ path, pluginData }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('${path}')[name] })`,
      resolveDir: pluginData,
    }))
  },
}
