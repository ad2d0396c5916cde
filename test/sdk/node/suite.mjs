import { authentication } from './authentication.mjs'
import { identity } from './identity.mjs'
import { migration } from './migration.mjs'
import { operations } from './operations.mjs'

/** The Node SDK's core and IAM package against the emulator. The runner (../run.ts) starts it. */
await operations()
await migration()
await identity()
await authentication()
