import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { lateModules, withoutUnused } from './bundling.ts'
import { lateSchemas } from './late.ts'

/** Makes the program and every library it uses one file (docs/decisions/016-bundle.md). */

/**
 * What is in the bundle: what the package exports; the command, which runs when it is called; and what reads long
 * texts, in a thread that is started with the bundle itself.
 */
const entry = `
import { isMainThread } from 'node:worker_threads'
export * from './src/index.ts'
export const command = () => import('./src/cli.ts')
if (!isMainThread) import('./src/process/text-reader.ts')
`

/**
 * The bundle is a function. As a script, which the command compiles as it stands, it gives the function;
 * as a module it calls it.
 */
const head =
  "(bundle=>typeof module==='undefined'?bundle:bundle(exports,require,module,__filename,__dirname))(function(exports,require,module,__filename,__dirname){"
const tail = '})'

/** The package takes better-sqlite3 from its own folder: scripts/build.ts makes it. */
const sqliteBesideTheBundle: Plugin = {
  name: 'sqlite-beside-the-bundle',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^better-sqlite3$/ }, () => ({
      path: './better-sqlite3/lib/index.js',
      external: true,
    }))
  },
}

/**
 * Parts that few runs use: each is a file beside the bundle, so that a start neither reads nor compiles it.
 *
 * - `documents.cjs`, for the printer of the OpenAPI documents: what they say of each operation;
 * - `mcp.cjs`, for the command `mcp`: the tools, with the SDK of their protocol;
 * - libraries: for certificates, which tasks and `--tls` have, and for YAML.
 */
const parts = [
  { entry: 'src/http/documents/texts/describe.ts', file: 'documents.cjs' },
  { entry: 'src/mcp/server.ts', file: 'mcp.cjs' },
  { entry: 'reflect-metadata', file: 'reflect-metadata.cjs' },
  { entry: '@peculiar/x509', file: 'x509.cjs' },
  { entry: 'yaml', file: 'yaml.cjs' },
]

/** How the path of any part ends: each question of esbuild about another takes time. */
const name_of_a_part = new RegExp(`(?:${parts.map(({ entry }) => basename(entry)).join('|')})$`)

/** The bundle takes those parts from their files. */
const partsBesideTheBundle: Plugin = {
  name: 'parts-beside-the-bundle',
  setup: ({ onResolve }) => {
    onResolve({ filter: name_of_a_part }, ({ path, resolveDir }) => {
      const part = parts.find(
        ({ entry }) => path === entry || join(resolveDir, path) === resolve(entry),
      )
      return part && { path: `./${part.file}`, external: true }
    })
  },
}

async function bundleParts(folder: string): Promise<string[]> {
  const made = parts.map(({ entry, file }) =>
    build({
      entryPoints: [entry],
      outfile: `${folder}/${file}`,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22.14',
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'none',
      metafile: true,
      logLevel: 'warning',
      plugins: [withoutUnused],
    }),
  )
  return (await Promise.all(made)).flatMap(({ metafile }) => Object.keys(metafile.inputs))
}

/**
 * Makes the program in a folder: `bundle.cjs`, its parts, and the command, `cli.cjs`. For the package all that they load
 * is in the folder; otherwise a clone runs them, which has better-sqlite3 in node_modules.
 *
 * @returns the paths of all that went into them.
 */
export async function bundleProgram(folder: string, isPackage: boolean): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: entry, resolveDir: '.', sourcefile: 'entry.ts', loader: 'ts' },
    outfile: `${folder}/bundle.cjs`,
    bundle: true,
    platform: 'node',
    // CommonJS: it loads faster, and `require` and `import` then share one copy of it.
    format: 'cjs',
    target: 'node22.14',
    // The page is made already: `dist/` has nothing to make it with.
    external: isPackage ? ['esbuild'] : ['esbuild', 'better-sqlite3'],
    // A script cannot import, and the parts of Node are no part of the bundle: they are required.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: `${head}const bundleUrl=require('node:url').pathToFileURL(__filename).href;` },
    footer: { js: tail },
    sourcemap: true,
    sourcesContent: false,
    minifySyntax: true,
    minifyWhitespace: true,
    // Node shows the line of an error that nobody catches: it has to be short.
    lineLimit: 120,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [
      ...(isPackage ? [sqliteBesideTheBundle] : []),
      partsBesideTheBundle,
      withoutUnused,
      lateModules,
      lateSchemas('src'),
    ],
  })
  escapeText(`${folder}/bundle.cjs`)
  writeFileSync(`${folder}/cli.cjs`, command)
  chmodSync(`${folder}/cli.cjs`, 0o755)
  return [...Object.keys(metafile.inputs), ...(await bundleParts(folder))]
}

/**
 * Makes a file of JavaScript ASCII, as the command reads it (`kept` below). esbuild has escaped texts; what is left is in
 * regular expressions and comments, where an escape means the same.
 */
function escapeText(path: string): void {
  const escapeOf = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/[^\0-\x7f]/g, escapeOf))
}

/**
 * Compiles the bundle from what the engine kept of an earlier compilation (docs/decisions/026-speed.md). What
 * was kept by another version of it is not used; then newer ones keep what they compile themselves.
 */
const command = `#!/usr/bin/env node
'use strict'
const { readFileSync } = require('node:fs')
const { createRequire, enableCompileCache } = require('node:module')
const { join } = require('node:path')
const { Script } = require('node:vm')

const filename = join(__dirname, 'bundle.cjs')

/** The compiled bundle, or undefined when nothing that was kept fits. */
function kept() {
  try {
    const cachedData = readFileSync(join(__dirname, 'bundle.cache'))
    // The bundle is ASCII: so it is read fastest, and not copied.
    const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
    return script.cachedDataRejected ? undefined : script
  } catch {
    return undefined
  }
}

const script = kept()
if (script) {
  const module = { exports: {} }
  script.runInThisContext()(module.exports, createRequire(filename), module, filename, __dirname)
  module.exports.command()
} else {
  enableCompileCache?.()
  require(filename).command()
}
`

/**
 * Keeps what the engine compiles of the bundle when an emulator starts and answers a few calls.
 * In a process of its own, as the command is run.
 */
export function keepCompiled(folder: string): void {
  execFileSync(process.execPath, ['scripts/keep-compiled.cjs', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
