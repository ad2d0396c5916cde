import { moments, type NamedStage } from './stage.ts'

/** From this stage on to the handler nothing may wait, or a clock could begin to move in between. */
export const last_wait = 'waitBeforeHandler'

/**
 * Whether a list of stages can be run in its order.
 *
 * @throws Error that names the two stages that are the wrong way round, or the one that waits too late
 */
export function checkOrder(service: string, stages: readonly NamedStage[]): void {
  stages.forEach((stage, place) => {
    for (const later of stages.slice(place + 1)) {
      if (stage === later) throw new Error(`${service}: ${stage.name} appears twice`)
      const reason = reasonAgainst(stage, later)
      if (reason)
        throw new Error(`${service}: ${later.name} must come before ${stage.name}${reason}`)
    }
    for (const part of stage.needs ?? []) {
      if (!stages.some(({ adds }) => adds?.includes(part))) {
        throw new Error(`${service}: ${stage.name} needs "${part}", which no stage adds`)
      }
    }
  })
  checkNothingWaits(service, stages)
}

/** Why a stage may not be earlier than another; undefined when it may. */
function reasonAgainst(stage: NamedStage, later: NamedStage): string | undefined {
  const part = stage.needs?.find(
    (name) => later.adds?.includes(name) && !stage.adds?.includes(name),
  )
  if (part !== undefined) return `, which needs its "${part}": ${stage.why}`
  if (stage.after?.includes(later.name)) return `: ${stage.why}`
  if (moments.indexOf(later.at) < moments.indexOf(stage.at)) {
    return `, as ${later.at} is before ${stage.at}`
  }
  return undefined
}

function checkNothingWaits(service: string, stages: readonly NamedStage[]): void {
  const last = stages.findIndex(({ name }) => name === last_wait)
  if (last < 0) throw new Error(`${service}: there is no ${last_wait}`)
  for (const stage of stages.slice(last + 1)) {
    if (stage.at !== 'preHandler') return
    if (stage.mayWait || stage.run.constructor.name !== 'Function') {
      throw new Error(
        `${service}: ${stage.name} may wait between ${last_wait} and the handler, where a clock could begin to move`,
      )
    }
  }
}
