import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { page_files } from '../src/http/control/docs-page.ts'
import { bundlePage } from '../src/http/ui/bundle.ts'
import { bundleProgram, keepCompiled } from './bundle.ts'
import { declarationsOf, rolledUpTypes } from './types.ts'

/**
 * Makes `dist/`: the program and every library it uses in one file, with its source map, types,
 * and licenses. better-sqlite3 lies beside it with its binaries, one for each platform (docs/decisions/016-bundle.md).
 */

const folder = 'dist'
const require = createRequire(import.meta.url)

type Manifest = { name: string; version: string; license?: string }

const manifestOf = (path: string): Manifest =>
  JSON.parse(readFileSync(`${path}/package.json`, 'utf8'))

const sqlite = 'better-sqlite3'
const sqlite_folder = `node_modules/${sqlite}`

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

/** The small files that people name: the library for `import` and for `require`. */
function writeEntries(): void {
  const names = Object.keys(require(join(process.cwd(), folder, 'bundle.cjs')))
    .filter((name) => name !== 'command')
    .sort()
    .join(', ')
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

rmSync(folder, { recursive: true, force: true })
const inputs = await bundleProgram(folder, true)
await bundleSqlite()
writeEntries()
keepCompiled(folder)
copyPage()
writeLicenses([...inputs, ...(await writeDashboard())])
// `await using` is not in the library that every program compiles with.
const types = `/// <reference lib="esnext.disposable" />\n${rolledUpTypes('index', '.build/types')}`
for (const name of ['index.d.ts', 'index.d.cts']) writeFileSync(`${folder}/${name}`, types)
await writeSubpaths()
// On the standard error: `npm run --silent pack` prints the path of the tarball alone.
console.error(
  `${folder}/ is made: the library (index.js, index.cjs, their types), what test runners load (${subpaths.join(', ')}) and the command (cli.cjs)`,
)
