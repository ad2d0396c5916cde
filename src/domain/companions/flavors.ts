/** Tested by: test/companions/flavors.test.ts */

/**
 * The flavors that every region has. Names and sizes are those of usual flavors; which ones there are is *inferred*
 * from what programs around SMS look for: a flavor of the size of the source.
 */

export type Flavor = {
  /** The same as its name. */
  id: string
  vcpus: number
  /** In MB. */
  ram: number
  /** As ECS answers it in `ecs:performancetype`. */
  performance: string
  generation: string
  architecture: 'x86' | 'arm'
}

type Family = Pick<Flavor, 'performance' | 'generation' | 'architecture'> & {
  /** Name of the size → cores. */
  sizes: Readonly<Record<string, number>>
  name: string
  /** GB of memory for each core, which the name of a flavor ends with. */
  ratio: number
}

const families: readonly Family[] = [
  {
    name: 's6',
    performance: 'normal',
    generation: 's6',
    architecture: 'x86',
    ratio: 2,
    sizes: { medium: 1, large: 2, xlarge: 4, '2xlarge': 8 },
  },
  {
    name: 'c6',
    performance: 'computingv3',
    generation: 'c6',
    architecture: 'x86',
    ratio: 4,
    sizes: { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16 },
  },
  {
    name: 'm6',
    performance: 'highmem',
    generation: 'm6',
    architecture: 'x86',
    ratio: 8,
    sizes: { large: 2, xlarge: 4, '2xlarge': 8 },
  },
  {
    name: 'kc1',
    performance: 'kunpeng_computing',
    generation: 'kc1',
    architecture: 'arm',
    ratio: 2,
    sizes: { large: 2, xlarge: 4 },
  },
]

/** In a fixed order; the same in each region and each zone. */
export const flavors: readonly Flavor[] = families.flatMap(
  ({ name, ratio, sizes, performance, generation, architecture }) =>
    Object.entries(sizes).map(([size, vcpus]) => ({
      id: `${name}.${size}.${ratio}`,
      vcpus,
      ram: vcpus * ratio * 1_024,
      performance,
      generation,
      architecture,
    })),
)
