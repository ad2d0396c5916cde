import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** How large the space of young objects may become, in bytes. */
const young_max = 16 * 2 ** 20

/**
 * Lets V8's space of young objects grow to 16 MiB under load: on a large machine it would grow to 128, most of it
 * garbage. V8 takes a bound only when a process begins, and makes the space smaller again when little is done; so
 * after each collection it is told whether the space may grow.
 */
export function boundYoungSpace(): void {
  let mayGrow = true
  const bound = (): void => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
    const isSmall = (young?.space_size ?? 0) < young_max
    if (isSmall === mayGrow) return
    mayGrow = isSmall
    setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`)
  }
  new PerformanceObserver(bound).observe({ entryTypes: ['gc'] })
}
