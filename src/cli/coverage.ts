/**
 * What is known of each operation beside its schemas: the codes that it can answer with its own
 * meaning, and where its behaviour comes from. Codes of the shape (SMS.6010 to 6016, 9001) and of
 * the gateway belong to all.
 *
 * *documented*: the vendor's pages; *observed*: seen on the wire or in samples; *sdk*: models of
 * the SDKs and Terraform; *inferred*: concluded, no source says it.
 */
type Source = 'documented' | 'observed' | 'sdk' | 'inferred'
type Coverage = { codes: string[]; sources: Source[]; partly?: string }

const say = (codes: string, sources: Source[], partly?: string): Coverage => ({
  codes: codes === '' ? [] : codes.split(' '),
  sources,
  ...(partly === undefined ? {} : { partly }),
})

export const coverage: Record<string, Coverage> = {
  ListApiVersion: say('', ['documented', 'inferred']),
  ShowApiVersion: say('', ['documented', 'inferred']),
  RegisterServer: say('6001 6002 6003 6006 6501 6530 6601 7304', [
    'documented',
    'observed',
    'inferred',
  ]),
  ListServers: say('6404', ['documented', 'observed', 'inferred']),
  ShowServer: say('6030 7602', ['documented', 'observed', 'inferred']),
  UpdateServerName: say('6001 6002 6003 6030 6538 6539 6540 6541 7301 7602', [
    'documented',
    'inferred',
  ]),
  DeleteServer: say('6030 7601 7602', ['documented']),
  DeleteServers: say('7601 7602', ['documented', 'inferred']),
  ShowOverview: say('', ['sdk', 'inferred']),
  UpdateCopyState: say('6030 7602 7726 7727 7728', ['documented', 'inferred']),
  UpdateDiskInfo: say('6030 7602', ['documented']),
  ShowCommand: say('7602 7606', ['sdk', 'inferred']),
  UpdateCommandResult: say('6020 6021 6022 6023 7602', ['documented', 'inferred']),
  CreateTask: say(
    '6030 6031 6032 6033 6034 6103 6104 6105 6520 6535 6537 6601 6602 6603 6610 6611 6612 6613 6614 6617 6618 7101 7602 7605 7711 7712 7724 7725',
    ['documented', 'observed', 'inferred'],
    'drill and network measurement are stored, not run',
  ),
  ListTasks: say('6404', ['documented', 'observed', 'inferred']),
  ShowTask: say('7703', ['documented', 'observed', 'inferred']),
  UpdateTask: say('6602 6617 6618 7101 7605 7703 7706 7711 7712', ['documented', 'inferred']),
  DeleteTask: say('7703 7719', ['documented', 'inferred']),
  DeleteTasks: say('7703 7719', ['documented', 'inferred']),
  UpdateTaskStatus: say(
    '6603 7703 7713 7714 7721 7722',
    ['documented', 'observed', 'inferred'],
    'start, stop, restart, test and cutover; the other actions answer 501',
  ),
  UpdateTaskSpeed: say('6004 6101 6405 7703', ['documented', 'inferred']),
  UpdateSpeed: say(
    '6405 7703',
    ['documented', 'sdk'],
    'windows are kept and shown; they do not shape the rate yet',
  ),
  ShowsSpeedLimits: say('7703', ['documented', 'sdk']),
  UploadSpecialConfigurationSetting: say('7703', ['documented']),
  ShowConfigSetting: say('7703', ['documented']),
  ShowCertKey: say('7703', ['documented', 'inferred']),
  ShowPassphrase: say('7703', ['documented', 'inferred']),
  CollectLog: say('7703 7707 7716 7717', ['documented', 'inferred']),
  UpdateNetworkCheckInfo: say('7703', ['documented', 'sdk']),
  UpdateConsistencyResult: say('7703', ['documented', 'inferred']),
  ShowConsistencyResult: say('7703', ['documented', 'inferred']),
  ExportConsistencyResults: say('7703', ['documented', 'inferred']),
  ListErrorServers: say('6404', ['documented'], 'no failure happens by itself yet'),
  CreateTemplate: say('7112 7113', ['documented', 'sdk']),
  ListTemplates: say('6404', ['documented', 'inferred']),
  ShowTemplate: say('7101', ['documented', 'sdk']),
  UpdateTemplate: say('7101 7112', ['documented', 'inferred']),
  DeleteTemplate: say('7101 7111', ['documented']),
  DeleteTemplates: say('7101 7111', ['documented', 'inferred']),
  ShowTargetPassword: say('7101 9905', ['documented']),
  CreateMigproject: say('7312 8115', ['documented', 'observed', 'inferred']),
  ListMigprojects: say('6404', ['documented', 'inferred']),
  ShowMigproject: say('7301', ['documented']),
  UpdateMigproject: say('7301 7312', ['documented', 'inferred']),
  UpdateDefaultMigproject: say('7301', ['documented']),
  DeleteMigproject: say('7301 7303 7311', ['documented']),
  CreatePrivacyAgreements: say('', ['documented']),
  ShowPrivacyAgreements: say('', ['documented']),
  ShowConfig: say('', ['documented', 'inferred']),
  ShowSha256: say('', ['sdk', 'inferred']),
  CheckNetAcl: say('6601', ['sdk', 'inferred']),
  UnlockTargetEcs: say('7703 8102', ['documented', 'inferred']),
}
