import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { page_files } from '../src/http/control/docs-page.ts'
import { bundlePage } from '../src/http/ui/bundle.ts'
import { lateModules, withoutUnused } from './bundling.ts'
import { lateSchemas } from './late.ts'
import { declarationsOf, rolledUpTypes } from './types.ts'

/**
 * Makes `dist/`: the program and every library it uses in one file, with its source map, types,
 * and licenses. better-sqlite3 lies beside it with its binaries, one for each platform (docs/decisions/016-bundle.md).
 */

const folder = 'dist'
const require = createRequire(import.meta.url)

/** What is in the bundle: what the package exports, and the command, which runs when it is called. */
const entry = `
export * from './src/index.ts'
export const command = () => import('./src/cli.ts')
`

/**
 * The bundle is a function. As a script, which the command compiles as it stands, it gives the function;
 * as a module it calls it.
 */
const head =
  "(bundle=>typeof module==='undefined'?bundle:bundle(exports,require,module,__filename,__dirname))(function(exports,require,module,__filename,__dirname){"
const tail = '})'

type Manifest = { name: string; version: string; license?: string }

const manifestOf = (path: string): Manifest =>
  JSON.parse(readFileSync(`${path}/package.json`, 'utf8'))

const sqlite = 'better-sqlite3'
const sqlite_folder = `node_modules/${sqlite}`

/** The bundle takes better-sqlite3 from its own folder: see bundleSqlite. */
const sqliteBesideTheBundle: Plugin = {
  name: 'sqlite-beside-the-bundle',
  setup: ({ onResolve }) => {
    onResolve({ filter: new RegExp(`^${sqlite}$`) }, () => ({
      path: `./${sqlite}/lib/index.js`,
      external: true,
    }))
  },
}

/**
 * Its code, in one file where its main file is, and its binaries for all platforms: so that who installs this
 * package compiles nothing.
 */
async function bundleSqlite(): Promise<void> {
  await build({
    entryPoints: [`${sqlite_folder}/lib/index.js`],
    outfile: `${folder}/${sqlite}/lib/index.js`,
    bundle: true,
    platform: 'node',
    legalComments: 'none',
    logLevel: 'warning',
  })
  for (const path of ['LICENSE', 'prebuilds']) {
    cpSync(join(sqlite_folder, path), join(folder, sqlite, path), { recursive: true })
  }
  // Our package is of type `module`, and this code is not.
  const { name, version, license } = manifestOf(sqlite_folder)
  const manifest = { name, version, license, type: 'commonjs' }
  writeFileSync(join(folder, sqlite, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
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

/** The bundle takes those parts from their files. */
const partsBesideTheBundle: Plugin = {
  name: 'parts-beside-the-bundle',
  setup: ({ onResolve }) => {
    onResolve({ filter: /./ }, ({ path, resolveDir }) => {
      const part = parts.find(
        ({ entry }) => path === entry || join(resolveDir, path) === resolve(entry),
      )
      return part && { path: `./${part.file}`, external: true }
    })
  },
}

async function bundleParts(): Promise<string[]> {
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

async function bundle(): Promise<Metafile> {
  const { metafile } = await build({
    stdin: { contents: entry, resolveDir: '.', sourcefile: 'entry.ts', loader: 'ts' },
    outfile: `${folder}/bundle.cjs`,
    bundle: true,
    platform: 'node',
    // CommonJS: it loads faster, and `require` and `import` then share one copy of it.
    format: 'cjs',
    target: 'node22.14',
    // The page is made already: `dist/` has nothing to make it with.
    external: ['esbuild'],
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
      sqliteBesideTheBundle,
      partsBesideTheBundle,
      withoutUnused,
      lateModules,
      lateSchemas('src'),
    ],
  })
  escapeText(`${folder}/bundle.cjs`)
  return metafile
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
function keepCompiled(): void {
  execFileSync(process.execPath, ['scripts/keep-compiled.cjs', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** The three small files that people name: the command, and the library for `import` and for `require`. */
function writeEntries(): void {
  const names = Object.keys(require(join(process.cwd(), folder, 'bundle.cjs')))
    .filter((name) => name !== 'command')
    .sort()
    .join(', ')
  writeFileSync(`${folder}/cli.cjs`, command)
  chmodSync(`${folder}/cli.cjs`, 0o755)
  // What changes from now on is not in it: bin/sms-emulator.cjs compares.
  utimesSync(`${folder}/cli.cjs`, began, began)
  writeFileSync(
    `${folder}/index.js`,
    `import bundle from './bundle.cjs'\n\nexport const { ${names} } = bundle\n`,
  )
  writeFileSync(
    `${folder}/index.cjs`,
    `const { ${names} } = require('./bundle.cjs')\n\nmodule.exports = { ${names} }\n`,
  )
}

/** Parts of the package that test runners load (`src/testing`), each by a name of its own in `exports`. */
const subpaths = ['testing', 'vitest']

/** They take the library from the bundle, so that there is one copy of its classes. */
const libraryFromTheBundle: Plugin = {
  name: 'library-from-the-bundle',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\.\/index\.ts$/ }, () => ({ path: './bundle.cjs', external: true }))
  },
}

async function writeSubpaths(): Promise<void> {
  for (const name of subpaths) {
    await build({
      entryPoints: [`src/testing/${name}.ts`],
      outfile: `${folder}/${name}.cjs`,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22.14',
      logLevel: 'warning',
      plugins: [libraryFromTheBundle],
    })
    const names = Object.keys(require(join(process.cwd(), folder, `${name}.cjs`)))
    const named = names.filter((one) => one !== 'default').join(', ')
    writeFileSync(
      `${folder}/${name}.js`,
      `import part from './${name}.cjs'\n\nexport const { ${named} } = part\nexport default part.default\n`,
    )
    const types = declarationsOf(`src/testing/${name}.ts`)
    writeFileSync(`${folder}/${name}.d.ts`, types.replaceAll('../index.ts', './index.js'))
    writeFileSync(`${folder}/${name}.d.cts`, types.replaceAll('../index.ts', './index.cjs'))
  }
}

/** The page of the documents: see src/http/control/docs-page.ts. */
function copyPage(): void {
  for (const [name, path] of page_files) cpSync(path, `${folder}/static/${name}`)
}

/** The dashboard: see src/http/ui/routes.ts. */
async function writeDashboard(): Promise<string[]> {
  mkdirSync(`${folder}/static/ui`)
  const { files, inputs } = await bundlePage(pathToFileURL('src/ui/'))
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(`${folder}/static/ui/${name}`, text)
  }
  return inputs
}

/** The page is built from a package that is not installed here; its license is the one of this package. */
const page_license = `swagger-ui, in static/ (Apache-2.0)

Copyright SmartBear Software Inc.

Licensed under the Apache License, Version 2.0, whose text is in LICENSE beside this folder.`

/** The license of every package that is in `dist/`, in whole or in part. */
function writeLicenses(inputs: readonly string[]): void {
  const folders = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  )
  const texts = [...folders, sqlite_folder].map((path) => {
    const { name, version, license } = manifestOf(path)
    const files = readdirSync(path).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    const text = files.sort().map((file) => readFileSync(`${path}/${file}`, 'utf8').trim())
    if (license === undefined) throw new Error(`${path} does not say its license`)
    return [`${name} ${version} (${license})`, ...text].join('\n\n')
  })
  writeFileSync(
    `${folder}/THIRD-PARTY-LICENSES.txt`,
    `${[...new Set([...texts, page_license])].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
  )
}

const began = new Date()
rmSync(folder, { recursive: true, force: true })
const metafile = await bundle()
const part_inputs = await bundleParts()
await bundleSqlite()
writeEntries()
keepCompiled()
copyPage()
writeLicenses([...Object.keys(metafile.inputs), ...part_inputs, ...(await writeDashboard())])
// `await using` is not in the library that every program compiles with.
const types = `/// <reference lib="esnext.disposable" />\n${rolledUpTypes('index', '.build/types')}`
for (const name of ['index.d.ts', 'index.d.cts']) writeFileSync(`${folder}/${name}`, types)
await writeSubpaths()
// On the standard error: `npm run --silent pack` prints the path of the tarball alone.
console.error(
  `${folder}/ is made: the library (index.js, index.cjs, their types), what test runners load (${subpaths.join(', ')}) and the command (cli.cjs)`,
)
