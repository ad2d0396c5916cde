import { tapSuite } from '../tap-suite.ts'

/**
 * `npm run test:image`: what people start, as they start it: the package, the image, the examples.
 * Apart from `npm test`, because it wants a registry, and for the image buildah and debootstrap.
 */

const files = ['package', 'consumers', 'image', 'examples'].map(
  (name) => `.build/test/image/${name}.test.js`,
)
await tapSuite(files, ['--jobs=1'])
