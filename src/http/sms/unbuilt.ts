import type { FastifyInstance } from 'fastify'
import { ApiError } from '../../errors.ts'

/**
 * Operations of the contract that this version does not build. They are routes all the same, so
 * that a client learns it from a 501 with the operation's name and not from a 404.
 */
const unbuilt = [
  ['ShowConfigSetting', 'GET', '/v3/tasks/:task_id/configuration-setting'],
  ['UploadSpecialConfigurationSetting', 'POST', '/v3/tasks/:task_id/configuration-setting'],
  ['ShowConfig', 'GET', '/v3/config'],
  ['ShowCommand', 'GET', '/v3/sources/:server_id/command'],
  ['UpdateCommandResult', 'POST', '/v3/sources/:server_id/command_result'],
  ['ShowSha256', 'GET', '/v3/sha256/:key'],
  ['CheckNetAcl', 'GET', '/v3/tasks/:t_project_id/networkacl/:t_network_id/check'],
  ['UnlockTargetEcs', 'POST', '/v3/tasks/:task_id/unlock'],
  ['ShowCertKey', 'GET', '/v3/tasks/:task_id/certkey'],
  ['ShowPassphrase', 'GET', '/v3/tasks/:task_id/passphrase'],
  ['CreateMigproject', 'POST', '/v3/migprojects'],
  ['ListMigprojects', 'GET', '/v3/migprojects'],
  ['DeleteMigproject', 'DELETE', '/v3/migprojects/:mig_project_id'],
  ['ShowMigproject', 'GET', '/v3/migprojects/:mig_project_id'],
  ['UpdateMigproject', 'PUT', '/v3/migprojects/:mig_project_id'],
  ['UpdateDefaultMigproject', 'PUT', '/v3/migprojects/:mig_project_id/default'],
  ['UpdateNetworkCheckInfo', 'POST', '/v3/:task_id/update-network-check-info'],
  ['CreatePrivacyAgreements', 'POST', '/v3/privacy-agreements'],
  ['ShowPrivacyAgreements', 'GET', '/v3/privacy-agreements'],
  ['ListErrorServers', 'GET', '/v3/errors'],
  ['UpdateCopyState', 'PUT', '/v3/sources/:source_id/changestate'],
  ['UpdateDiskInfo', 'PUT', '/v3/sources/:source_id/diskinfo'],
  ['ExportConsistencyResults', 'POST', '/v3/tasks/consistency-results/export'],
  ['ShowConsistencyResult', 'GET', '/v3/tasks/:task_id/consistency-result'],
  ['UpdateConsistencyResult', 'POST', '/v3/tasks/:task_id/consistency-result'],
  ['CollectLog', 'POST', '/v3/tasks/:task_id/log'],
  ['UpdateTaskSpeed', 'PUT', '/v3/tasks/:task_id/progress'],
  ['ShowsSpeedLimits', 'GET', '/v3/tasks/:task_id/speed-limit'],
  ['UpdateSpeed', 'POST', '/v3/tasks/:task_id/speed-limit'],
  ['CreateTemplate', 'POST', '/v3/vm/templates'],
  ['ListTemplates', 'GET', '/v3/vm/templates'],
  ['DeleteTemplates', 'POST', '/v3/vm/templates/delete'],
  ['DeleteTemplate', 'DELETE', '/v3/vm/templates/:id'],
  ['ShowTemplate', 'GET', '/v3/vm/templates/:id'],
  ['UpdateTemplate', 'PUT', '/v3/vm/templates/:id'],
  ['ShowTargetPassword', 'GET', '/v3/vm/templates/:id/target-password'],
] as const

export async function unbuiltRoutes(app: FastifyInstance): Promise<void> {
  for (const [operationId, method, url] of unbuilt) {
    app.route({
      method,
      url,
      config: { surface: 'sms' },
      schema: { hide: true },
      handler: async () => {
        throw new ApiError('notBuilt', operationId)
      },
    })
  }
}
