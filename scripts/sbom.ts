import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package of Debian, and those of its files that are in the image. */
export type DebianPackage = {
  name: string
  version: string
  arch: string
  /** The source package, by which vulnerabilities are known. */
  source: string
  files: string[]
}

/** A part of CycloneDX 1.5. */
type Component = {
  type: 'application' | 'library' | 'file'
  name: string
  version?: string
  purl?: string
  hashes?: { alg: 'SHA-256'; content: string }[]
  components?: Component[]
}

type Image = {
  /** The folder that is the image's root. */
  root: string
  /** The folder of the package, unpacked. */
  app: string
  /** The path of Node in the image. */
  node: string
  packages: readonly DebianPackage[]
}

/**
 * What the image is made of, as CycloneDX: the packages of npm in the bundle, Node with the libraries in it,
 * and the packages of Debian with their files.
 */
export function billOfMaterials({ root, app, node, packages }: Image) {
  const { metadata, components } = JSON.parse(
    execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], { encoding: 'utf8' }),
  )
  const { name, version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))
  const files = (paths: readonly string[]) => paths.map((path) => fileIn(root, path))
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    // npm names it after the folder that it is built in.
    metadata: { component: { ...metadata.component, type: 'application', name, version } },
    components: [
      ...bundled(app, components),
      {
        type: 'application',
        name: 'node',
        version: process.versions.node,
        purl: `pkg:generic/node@${process.versions.node}`,
        components: [...files([node]), ...partsOfNode()],
      },
      ...packages.map(({ name, version, arch, source, files: paths }) => ({
        type: 'library' as const,
        name,
        version,
        purl: `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${arch}&upstream=${source}`,
        components: files(paths),
      })),
    ],
  }
}

/** Of all that the package was built with, what is in it: its licenses say. */
function bundled(app: string, components: readonly Component[]): Component[] {
  const licenses = readFileSync(join(app, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
  const named = new Set(
    [...licenses.matchAll(/^(\S+ \d\S*) \(.+\)$/gm)].map(([, name_version = '']) => name_version),
  )
  const found = components.filter(
    ({ name, version }) =>
      named.delete(`${name} ${version}`) ||
      // The page of the documents, which is no package of its own here.
      name === '@fastify/swagger-ui',
  )
  if (named.size > 0) throw new Error(`npm does not know ${[...named].join(', ')}`)
  return found
}

/** The libraries that are in Node. Its two numbers of interfaces are not libraries. */
const partsOfNode = (): Component[] =>
  Object.entries(process.versions)
    .filter(([name, version]) => version && !['node', 'modules', 'napi'].includes(name))
    .map(([name, version]) => ({ type: 'library', name, version: version ?? '' }))

function fileIn(root: string, path: string): Component {
  const content = createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex')
  return { type: 'file', name: path, hashes: [{ alg: 'SHA-256', content }] }
}
