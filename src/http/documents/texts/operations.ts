import type {
  companion_operations,
  iam_operations,
  sms_operations,
} from '../../../schemas/operations.ts'
import type { Surface } from '../../pipeline/surface.ts'
import { ecsTexts } from './companions-ecs.ts'
import { evsTexts } from './companions-evs.ts'
import { imsTexts } from './companions-ims.ts'
import { securityGroupTexts } from './companions-security-groups.ts'
import { vpcTexts } from './companions-vpc.ts'
import { callTexts } from './control-calls.ts'
import { stateTexts } from './control-state.ts'
import { keystoneTexts } from './iam.ts'
import { extensionTexts } from './iam-extensions.ts'
import { agentTexts } from './sms-agents.ts'
import { otherSmsTexts } from './sms-rest.ts'
import { sourceTexts } from './sms-sources.ts'
import { taskSettingTexts } from './sms-task-settings.ts'
import { taskTexts } from './sms-tasks.ts'
import type { OperationText } from './types.ts'

/** The texts of what clients call: an operation without one does not compile. */
const sms: Record<keyof typeof sms_operations, OperationText> = {
  ...sourceTexts,
  ...taskTexts,
  ...taskSettingTexts,
  ...agentTexts,
  ...otherSmsTexts,
}
const iam: Record<keyof typeof iam_operations, OperationText> = {
  ...keystoneTexts,
  ...extensionTexts,
}
const companions: Record<keyof typeof companion_operations, OperationText> = {
  ...ecsTexts,
  ...vpcTexts,
  ...securityGroupTexts,
  ...imsTexts,
  ...evsTexts,
}

/** What the documents say of each operation, by its operationId. */
export const texts: Record<Surface, Record<string, OperationText>> = {
  sms,
  iam,
  companions,
  control: { ...stateTexts, ...callTexts },
}
