/**
 * The services beside SMS that its clients call, as they are named wherever services are listed: the token's catalog,
 * `info`, `--endpoints-file`. Each has all its paths below `/` and its name.
 */
export const companion_services = [
  { name: 'ecs', title: 'Elastic Cloud Server' },
  { name: 'vpc', title: 'Virtual Private Cloud' },
  { name: 'ims', title: 'Image Management Service' },
  { name: 'evs', title: 'Elastic Volume Service' },
] as const

/** A name of one of them, as hosts and prefixes begin with it. */
export type CompanionService = (typeof companion_services)[number]['name']

/** What a path begins with where it names its service: `/sms/v3/tasks`. */
export const service_prefixes = [
  'sms',
  'iam',
  ...companion_services.map(({ name }) => name),
] as const

/** A value for each companion, by name. */
export const forEachCompanion = <T>(
  make: (service: (typeof companion_services)[number]) => T,
): Record<CompanionService, T> => {
  const [ecs, vpc, ims, evs] = companion_services
  return { ecs: make(ecs), vpc: make(vpc), ims: make(ims), evs: make(evs) }
}
