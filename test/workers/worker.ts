import { parentPort, workerData } from 'node:worker_threads'
import { EmulatorClient } from '../../src/client/client.ts'
import { runSuite } from './suite.ts'

/** One of the workers: runs the suite whenever it is told to, and says what failed. */

const { url, number } = workerData as { url: string; number: number }
const client = new EmulatorClient(url)

parentPort?.on('message', async (run: number) => {
  const failures = await runSuite(client, `worker-${number}-run-${run}`).catch((error: Error) => [
    `worker ${number}, run ${run}: ${error.stack}`,
  ])
  parentPort?.postMessage(failures)
})
