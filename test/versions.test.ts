import { readFileSync } from 'node:fs'
import t from 'tap'
import { filesBelow } from './repository.ts'

/** What is released together has one version and one license. */

const read = (path: string): string => readFileSync(path, 'utf8')

const files = [
  ...['README.md', 'Dockerfile'],
  ...filesBelow('docs', 'examples', 'integrations', 'skills').filter(
    (path) => !path.includes('pictures'),
  ),
]

/** How files name a version of this program, and one file that does. */
const forms: [form: RegExp, example: string][] = [
  [/huaweicloud-sms-emulator[:@ ](\d+\.\d+\.[\w.-]*\w)/g, 'examples/compose/compose.yaml'],
  [/emulator\/integrations\/go[ @]v(\d+\.\d+\.[\w.-]*\w)/g, 'integrations/go/example/go.mod'],
  [/<artifactId>sms-emulator-junit<.artifactId>\s*<version>([^<]+)/g, 'docs/clients/junit.md'],
  [/^.*\bversion ?= ?"?(\d+\.\d+\.[^";\s]+)"?;?$/gim, 'integrations/python/pyproject.toml'],
]

t.test('every file that names a version of this program names that of package.json', async (t) => {
  const { version } = JSON.parse(read('package.json'))
  const lock = JSON.parse(read('package-lock.json'))
  t.strictSame([lock.version, lock.packages[''].version], [version, version], 'package-lock.json')
  for (const [form, example] of forms) {
    t.ok(read(example).match(form), `${example} has ${form}`)
    for (const path of files) {
      for (const [place, found] of read(path).matchAll(form)) {
        if (found !== version) t.fail(`${path} names ${found}, not ${version}: ${place}`)
      }
    }
  }
})

t.test('each package that is published has the license', async (t) => {
  for (const folder of ['integrations/go', 'integrations/python']) {
    t.equal(read(`${folder}/LICENSE`), read('LICENSE'), folder)
  }
  t.match(read('integrations/java/pom.xml'), '<include>LICENSE</include>')
})

t.test('the POM has all that Maven Central requires', async (t) => {
  const pom = read('integrations/java/pom.xml')
  for (const element of ['name', 'description', 'url', 'licenses', 'developers', 'scm']) {
    t.match(pom, new RegExp(`^  <${element}>`, 'm'))
  }
  for (const plugin of ['source', 'javadoc', 'gpg']) t.match(pom, `maven-${plugin}-plugin`)
})
