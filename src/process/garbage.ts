import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** How large the space of young objects may become, in bytes. */
const young_max = 16 * 2 ** 20
/** How much may be added to the old objects that a collection has left before there is another one, in percent of them. */
const old_growth = 100

/**
 * Bounds what garbage takes, for which V8 has no more use on a large machine than on a small one. Called when the
 * program is loaded: V8 takes compiled code that was kept only with the flags that it was compiled with.
 *
 * The space of old objects may grow to twice what is in use, where it would grow to four times that. That of young
 * objects may grow to 16 MiB, where it would grow to 128: V8 takes that bound only when a process begins, and makes the
 * space smaller again when little is done; so after each collection it is told whether the space may grow.
 */
export function boundGarbage(): void {
  setFlagsFromString(`--heap-growing-percent=${old_growth}`)
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
