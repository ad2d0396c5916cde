import t from 'tap'
import { flavors } from '../../src/domain/companions/flavors.ts'
import { startTest } from '../helper.ts'
import { ecs } from './ecs.ts'

t.test('each flavor is there once, and one has 2 cores, 4 GB and normal performance', async (t) => {
  t.equal(new Set(flavors.map(({ id }) => id)).size, flavors.length)
  const fitting = flavors.filter(
    ({ vcpus, ram, performance }) => vcpus === 2 && ram === 4_096 && performance === 'normal',
  )
  t.match(fitting, [{ id: 's6.large.2' }])
})

t.test('EcsListFlavors: cores are text, memory is a number, and pages end', async (t) => {
  const { sms } = await startTest(t)
  const url = `${ecs}/flavors`
  const { body } = await sms('GET', `${url}?availability_zone=ap-southeast-1b`)
  t.equal(body.flavors.length, flavors.length)
  t.match(
    body.flavors.find(({ id }: { id: string }) => id === 's6.large.2'),
    { vcpus: '2', ram: 4_096, os_extra_specs: { 'ecs:performancetype': 'normal' } },
  )

  t.match((await sms('GET', `${url}?limit=1`)).body.flavors, [body.flavors[0]])
  t.strictSame((await sms('GET', `${url}?marker=${body.flavors.at(-1).id}`)).body.flavors, [])
  t.match((await sms('GET', `${url}?flavor_id=c6.large.4`)).body.flavors, [{ vcpus: '2' }])
})

t.test('EcsListFlavors: a zone that the region does not have is Ecs.0005', async (t) => {
  const { sms } = await startTest(t)
  t.match(await sms('GET', `${ecs}/flavors?availability_zone=eu-west-0a`), {
    status: 400,
    body: { error: { code: 'Ecs.0005', message: /eu-west-0a is not one of ap-southeast-1a, / } },
  })
})
