import t from 'tap'
import { defaultImages, smsImageIds } from '../../src/domain/companions/default-images.ts'

/** The public images that are there in every region. */

const images = defaultImages('ap-southeast-1')

t.test('the usual public images are there, each name once', async (t) => {
  const names = images.map(({ name }) => name)
  t.equal(new Set(names).size, names.length)
  for (const words of [
    'Ubuntu 18.04 server 64bit',
    'Ubuntu 20.04 server 64bit',
    'Ubuntu 22.04 server 64bit',
    'CentOS 7.9 64bit',
  ]) {
    t.match(
      images.find(({ name }) => name === words),
      { os_type: 'Linux', os_version: words, architecture: 'x86', boot_mode: 'bios' },
      words,
    )
  }
  for (const platform of ['Debian', 'EulerOS', 'Windows']) {
    t.ok(names.length > 0 && images.some((image) => image.platform === platform), platform)
  }
})

t.test('each image has an id of its own, the same at each look, another per region', async (t) => {
  t.strictSame(defaultImages('ap-southeast-1'), images)
  const ids = [...images, ...defaultImages('cn-north-4')].map(({ id }) => id)
  t.equal(new Set(ids).size, 2 * images.length)
  for (const id of ids)
    t.match(id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

t.test('dates are whole seconds, as clients that choose the latest image read them', async (t) => {
  for (const { created_at } of images) t.match(created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
})

t.test('the six images of SMS are among them', async (t) => {
  const ids = smsImageIds('ap-southeast-1')
  t.strictSame(Object.keys(ids).sort(), [
    'create_linux_image_id',
    'linux_image_id',
    'linux_uefi_image_id',
    'windows_image_id',
    'windows_ssh_image_id',
    'windows_uefi_image_id',
  ])
  for (const [use, id] of Object.entries(ids)) {
    const image = images.find((one) => one.id === id)
    t.match(image, {
      os_type: use.includes('windows') ? 'Windows' : 'Linux',
      boot_mode: use.includes('uefi') ? 'uefi' : 'bios',
    })
  }
})
