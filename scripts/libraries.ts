import { readFileSync } from 'node:fs'
import { sep } from 'node:path'
import type { Plugin } from 'esbuild'

/**
 * Libraries as the bundle has them: a few lines of theirs are other ones. Most of these load, at once,
 * a part of Node that a start does not need (docs/decisions/026-speed.md). A line that a newer version of
 * a library has no more breaks the build.
 */

type Change = { file: string; from: string; to: string }

const changes: Change[] = [
  {
    // The page's plugin looks for its files in the folder above its code: here they stand beside it.
    file: '@fastify/swagger-ui/lib/routes.js',
    from: "__dirname, '..', 'static'",
    to: "__dirname, 'static'",
  },
  // Every app is given compilers of its own (src/http/plugins/schemas.ts): half a megabyte is not needed.
  {
    file: 'fastify/lib/schema-controller.js',
    from: "require('@fastify/ajv-compiler')",
    to: "(() => { throw new Error('this app was given no compiler of validators') })",
  },
  {
    file: 'fastify/lib/schema-controller.js',
    from: "require('@fastify/fast-json-stringify-compiler')",
    to: "(() => { throw new Error('this app was given no compiler of serializers') })",
  },
  {
    file: 'fastify/lib/server.js',
    from: "const https = require('node:https')",
    to: "const https = { createServer: (...args) => require('node:https').createServer(...args) }",
  },
  {
    file: 'fastify/lib/server.js',
    from: "const http2 = require('node:http2')",
    to: `const http2 = {
  createServer: (...args) => require('node:http2').createServer(...args),
  createSecureServer: (...args) => require('node:http2').createSecureServer(...args)
}`,
  },
  {
    file: 'fastify/lib/logger-factory.js',
    from: "const { performance } = require('node:perf_hooks')",
    // The global one is the same, and loaded when it is asked.
    to: '',
  },
  {
    file: 'fastify/lib/plugin-utils.js',
    from: "const semver = require('semver')",
    to: '',
  },
  {
    file: 'fastify/lib/plugin-utils.js',
    from: 'semver.',
    to: "require('semver').",
  },
  {
    file: 'pino/lib/tools.js',
    from: "const { isMainThread } = require('worker_threads')",
    to: '',
  },
  {
    file: 'pino/lib/tools.js',
    from: '!opts.sync && isMainThread',
    to: "!opts.sync && require('worker_threads').isMainThread",
  },
  {
    file: 'pino/lib/transport.js',
    from: "const ThreadStream = require('thread-stream')",
    to: '',
  },
  {
    file: 'pino/lib/transport.js',
    from: 'const stream = new ThreadStream({',
    to: "const stream = new (require('thread-stream'))({",
  },
  {
    file: 'pino-pretty/lib/utils/build-safe-sonic-boom.js',
    from: "const { isMainThread } = require('node:worker_threads')",
    to: '',
  },
  {
    file: 'pino-pretty/lib/utils/build-safe-sonic-boom.js',
    from: '!opts.sync && isMainThread',
    to: "!opts.sync && require('node:worker_threads').isMainThread",
  },
  {
    file: 'pino-abstract-transport/index.js',
    from: "const { parentPort, workerData } = require('worker_threads')",
    to: '',
  },
  {
    file: 'pino-abstract-transport/index.js',
    from: 'workerData?.workerData',
    to: "require('worker_threads').workerData?.workerData",
  },
  {
    file: 'pino-abstract-transport/index.js',
    from: 'parentPort.o',
    to: "require('worker_threads').parentPort.o",
  },
  {
    // Compiles the test of a part of a path when it is first tested, not when a route is added.
    file: 'find-my-way/lib/node.js',
    from: 'function compilePrefixMatch (prefix) {',
    to: `function compilePrefixMatch (prefix) {
  return function (path, i) {
    this.matchPrefix = compiledPrefixMatch(prefix)
    return this.matchPrefix(path, i)
  }
}

function compiledPrefixMatch (prefix) {`,
  },
  {
    // Compiles what takes the same parameters once.
    file: 'find-my-way/lib/handler-storage.js',
    from: '  _compileCreateParamsObject (params) {',
    to: `  _compileCreateParamsObject (params) {
    const key = params.join('/')
    if (!compiled.has(key)) compiled.set(key, this._compiledCreateParamsObject(params))
    return compiled.get(key)
  }

  _compiledCreateParamsObject (params) {`,
  },
  {
    file: 'find-my-way/lib/handler-storage.js',
    from: 'class HandlerStorage {',
    to: `const compiled = new Map()

class HandlerStorage {`,
  },
]

const files = new Set(changes.map(({ file }) => file))

/** For esbuild: it reads those files so. @throws Error where a line is not there any more */
export const changedLibraries: Plugin = {
  name: 'changed-libraries',
  setup: ({ onLoad, onEnd }) => {
    const met = new Set<string>()
    onLoad({ filter: /[/\\]node_modules[/\\].*\.js$/ }, ({ path }) => {
      const [, file = ''] = path
        .split(sep)
        .join('/')
        .split(/.*\/node_modules\//)
      if (!files.has(file)) return undefined
      met.add(file)
      return { contents: changed(file, readFileSync(path, 'utf8')) }
    })
    onEnd(() => {
      for (const file of files) if (!met.has(file)) throw new Error(`${file} is not used any more`)
    })
  },
}

function changed(file: string, text: string): string {
  let done = text
  for (const change of changes.filter((one) => one.file === file)) {
    if (!done.includes(change.from)) throw new Error(`${file} has no "${change.from}" any more`)
    done = done.replaceAll(change.from, () => change.to)
  }
  return done
}
