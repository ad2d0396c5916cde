import type { Story } from '../record.ts'
import { actAsAgent } from './agent.ts'
import { useCompanions } from './companions.ts'
import { control } from './control.ts'
import { id_token, useKeys } from './keys.ts'
import { logIn } from './log-in.ts'
import { migrate } from './migrate.ts'
import { prepare } from './prepare.ts'

/** The story that the examples of the documents are recorded from: the vendor's walkthrough, and what belongs to it. */
export const story: Story = {
  steps: [
    ...logIn,
    ...useKeys,
    ...prepare,
    ...migrate,
    ...actAsAgent,
    ...useCompanions,
    ...control,
  ],
  known: { 'EXAMPLE-ID-TOKEN': id_token },
}
