import { runTap } from '../tap.ts'

/**
 * `npm test -- image`: the package as installed, the image as built and run, and the examples.
 *
 * It needs a registry, and for the image root, buildah and debootstrap. `PACKED` names the tarball of a package
 * that was packed before.
 */

const files = ['package', 'consumers', 'image', 'examples', 'terraform'].map(
  (name) => `.build/test/image/${name}.test.js`,
)
await runTap(['--jobs=1', ...files])
