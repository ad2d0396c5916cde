import { execFileSync } from 'node:child_process'

/** `npm run bench -- NAME [options]`: builds and installs what a benchmark needs, and runs it. */

const build = ['run', '--silent', 'build']
const peers = ['ci', '--no-audit', '--no-fund', '--prefix', 'bench/peers']
const benchmarks: Record<
  string,
  { about: string; needs: string[][]; run: () => Promise<unknown> }
> = {
  peers: {
    about: 'this emulator, others, and the limits of Node in turn',
    needs: [build, peers],
    run: () => import('./peers.ts'),
  },
  calls: {
    about: 'what a call costs the processor, of two builds in turn',
    needs: [build, peers],
    run: () => import('./calls.ts'),
  },
  memory: {
    about: 'where the memory goes, work by work',
    needs: [build, peers],
    run: () => import('./memory.ts'),
  },
  scale: {
    about: 'ten, a hundred and a thousand accounts',
    needs: [build],
    run: () => import('./scale.ts'),
  },
  soak: {
    about: 'memory and latency under mixed load over time',
    needs: [build, peers],
    run: () => import('./soak.ts'),
  },
  start: {
    about: 'start and idle memory against bare.mjs',
    needs: [build],
    run: () => import('./start.ts'),
  },
  log: {
    about: 'what the default log costs, to a file and to a pipe',
    needs: [build, peers],
    run: () => import('./log.ts'),
  },
  check: {
    about: 'without a stopwatch: lost writes, leaks, costs that grow',
    needs: [],
    run: () => import('./check.ts'),
  },
  mutants: {
    about: 'small defects in the compiled code, and whether the tests see them',
    needs: [],
    run: () => import('./mutants.ts'),
  },
}

const [name = ''] = process.argv.splice(2, 1)
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
if (benchmark) {
  for (const args of benchmark.needs) execFileSync('npm', args, { stdio: 'inherit' })
  await benchmark.run()
} else {
  const list = Object.entries(benchmarks).map(([each, { about }]) => `  ${each.padEnd(7)} ${about}`)
  console.error(`"${name}" is not a benchmark. npm run bench -- NAME:\n${list.join('\n')}`)
  process.exitCode = 2
}
