import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * `npm run test:image`: what people start, as they start it: the package, the image, the examples.
 * Apart from `npm test`, because it wants a registry, and for the image buildah and debootstrap.
 */

const files = ['package', 'image', 'examples'].map((name) => `.build/test/image/${name}.test.js`)
const tap = spawn(
  process.execPath,
  // One after the other, without the time limits of the small tests; coverage is not what they are for.
  [
    'node_modules/.bin/tap',
    '--jobs=1',
    '--timeout=600',
    '--disable-coverage',
    '--allow-empty-coverage',
    ...files,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
let last = ''
tap.stdout.setEncoding('utf8').on('data', (text: string) => {
  process.stdout.write(text)
  last = (last + text).slice(-1_000)
})
const [code] = await once(tap, 'close')
const totals = /# \{ total: .*\}/.exec(last)?.[0] ?? ''
const count = (name: string): number => Number(new RegExp(`${name}: (\\d+)`).exec(totals)?.[1] ?? 0)
process.stdout.write(`\n${count('pass')} passed, ${count('fail')} failed\n`)
process.exitCode = totals === '' ? 1 : code
