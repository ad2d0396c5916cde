import { makeBase } from './container.ts'

/** Makes the stand-in for the image's base ahead of the suite: it waits more than it works. */

await makeBase()
