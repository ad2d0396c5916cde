import t from 'tap'
import { askedBy, filesWithCommands, programs } from './asked.ts'

t.test('no example and no page runs in the container what needs a shell', async (t) => {
  const used = new Set<string | undefined>()
  for (const path of filesWithCommands()) {
    for (const asked of askedBy(path)) {
      if ('needs_shell' in asked) t.fail(`${path}: ${asked.needs_shell}`)
      else used.add(asked[0])
    }
  }
  t.strictSame([...used].sort(), programs, 'these, and only these, programs')
})

const image = 'huaweicloud-sms-emulator:1.0.0'

t.test('commands in the container are found, as words or as a text for a shell', async (t) => {
  for (const [name, path, text, found] of [
    [
      'Compose, words',
      'a.yaml',
      `a: {image: ${image}, healthcheck: {test: [CMD, node, a]}}`,
      ['node', 'a'],
    ],
    [
      'Compose, a text',
      'a.yaml',
      `a: {image: ${image}, healthcheck: {test: curl a}}`,
      { needs_shell: 'curl a' },
    ],
    [
      'Compose, CMD-SHELL',
      'a.yml',
      `a: {image: ${image}, healthcheck: {test: [CMD-SHELL, curl a]}}`,
      { needs_shell: 'curl a' },
    ],
    [
      'Compose, its entry',
      'a.yml',
      `a: {image: ${image}, entrypoint: [/bin/sh, -c]}`,
      ['/bin/sh', '-c'],
    ],
    [
      'Compose, a hook',
      'a.yml',
      `a: {image: ${image}, post_start: [{command: chown a}]}`,
      ['chown', 'a'],
    ],
    ['GitLab CI', 'a.yml', `services: [{name: ${image}, entrypoint: [sh]}]`, ['sh']],
    [
      'GitHub Actions',
      'a.yml',
      `a: {image: ${image}, options: --health-cmd "a b"}`,
      { needs_shell: 'a b' },
    ],
    ['Kubernetes', 'a.yml', `{apiVersion: v1, a: [{image: ${image}, command: [sh]}]}`, ['sh']],
    [
      'Kubernetes, a probe',
      'a.yml',
      `{apiVersion: v1, a: [{image: ${image}, livenessProbe: {exec: {command: [ls]}}}]}`,
      ['ls'],
    ],
    ['a terminal', 'a.md', '`docker exec -it sms ls -l` does it', ['ls', '-l']],
    ['Kubernetes in a terminal', 'a.md', 'kubectl exec pod -- ls -l', ['ls', '-l']],
    [
      'Testcontainers',
      'a.java',
      `testcontainers "${image}" Wait.forHttp("/") container.execInContainer("ls")`,
      { needs_shell: '.execInContainer(' },
    ],
    [
      'Testcontainers, a port',
      'a.mjs',
      `testcontainers '${image}'`,
      { needs_shell: 'the wait for a port, when no other is named' },
    ],
  ] as const) {
    t.strictSame(askedBy(path, text), [found], name)
  }
})

t.test(
  'what the image runs by itself, other images, and the image with a shell, are left alone',
  async (t) => {
    for (const text of [
      `a: {image: ${image}, command: [start]}`,
      `a: {image: ${image}-debian, healthcheck: {test: curl a}}`,
      'a: {image: curlimages/curl:8, entrypoint: [/bin/sh]}',
    ]) {
      t.strictSame(askedBy('a.yaml', text), [], text)
    }
  },
)
