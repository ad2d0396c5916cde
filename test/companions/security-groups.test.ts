import t from 'tap'
import { project_id, startTest } from '../helper.ts'
import { applySecurityGroup, findSecurityGroup } from './network.ts'
import { configureProvider, planOf } from './provider.ts'

/** Security groups of a project, as versions 1 and 3 of VPC have them (companions.md). */

const v1 = `/v1/${project_id}/security-groups`
const v3 = `/v3/${project_id}/vpc/security-groups`
const rules = `/v3/${project_id}/vpc/security-group-rules`

t.test('VpcV3CreateSecurityGroup: a new group has the four default rules', async (t) => {
  const { sms } = await startTest(t)
  const created = await sms('POST', v3, { security_group: { name: 'sg-1' } })
  const { id } = created.body.security_group
  t.match(created, {
    status: 201,
    body: {
      security_group: {
        name: 'sg-1',
        security_group_rules: [
          {
            direction: 'egress',
            ethertype: 'IPv4',
            action: 'allow',
            remote_ip_prefix: '0.0.0.0/0',
          },
          { direction: 'egress', ethertype: 'IPv6', remote_ip_prefix: '::/0' },
          { direction: 'ingress', ethertype: 'IPv4', remote_group_id: id },
          { direction: 'ingress', ethertype: 'IPv6', remote_group_id: id },
        ],
      },
    },
  })
  t.match(await sms('POST', v3, { security_group: {} }), {
    status: 400,
    body: { error_code: 'VPC.0101', error_msg: /security_group\.name/ },
  })
})

t.test('VpcV3ListSecurityGroups: the server filters by name and id, and pages end', async (t) => {
  const { sms } = await startTest(t)
  const { id } = (await sms('POST', v3, { security_group: { name: 'sg-1' } })).body.security_group
  const list = async (query: string) =>
    (await sms('GET', `${v3}?enterprise_project_id=all_granted_eps&${query}`)).body.security_groups
  t.match(await list(''), [{ name: 'default' }, { name: 'sg-1' }])
  t.match(await list('name=default'), [{ name: 'default' }])
  t.match(await list(`id=${id}`), [{ name: 'sg-1' }])
  t.strictSame(await list(`marker=${id}`), [])
  t.strictSame(await list('name=nothing'), [])
})

t.test('VpcV3ShowSecurityGroup, VpcShowSecurityGroup: a group in both versions', async (t) => {
  const { sms } = await startTest(t)
  const { id } = (await sms('POST', v3, { security_group: { name: 'sg-1' } })).body.security_group
  t.match((await sms('GET', `${v3}/${id}`)).body.security_group.security_group_rules[0], {
    priority: 100,
    multiport: '',
    protocol: '',
  })
  t.match((await sms('GET', `${v1}/${id}`)).body.security_group, {
    id,
    name: 'sg-1',
    security_group_rules: [
      { protocol: null, port_range_min: null, remote_group_id: null },
      {},
      {},
      {},
    ],
  })
  t.match(await sms('GET', `${v3}/nothing`), { status: 404, body: { error_code: 'VPC.0603' } })
  t.match(await sms('GET', `${v1}/nothing`), { status: 404, body: { code: 'VPC.0603' } })
  t.match(await sms('GET', `/v2.0/${project_id}/security-groups/${id}/tags`), {
    status: 200,
    body: { tags: [] },
  })
})

t.test('VpcShowSecurityGroupTags: a group that is not there is VPC.0603', async (t) => {
  const { sms } = await startTest(t)
  t.match(await sms('GET', `/v2.0/${project_id}/security-groups/nothing/tags`), {
    status: 404,
    body: { code: 'VPC.0603' },
  })
})

t.test(
  'VpcV3ListSecurityGroupRules, VpcV3DeleteSecurityGroupRule: rules go one by one',
  async (t) => {
    const { sms } = await startTest(t)
    const [group] = (await sms('GET', `${v3}?name=default`)).body.security_groups
    const list = async (query = '') =>
      (await sms('GET', `${rules}?security_group_id=${group.id}${query}`)).body.security_group_rules
    const [first, ...others] = await list()
    t.equal(others.length, 3)
    t.equal((await sms('DELETE', `${rules}/${first.id}`)).status, 204)
    t.strictSame(await list(), others, 'also those of the group that is there by default')
    t.strictSame(await list(`&marker=${others[2].id}`), [])
    t.match((await sms('GET', v1)).body.security_groups, [{ name: 'default' }])
    t.match(await sms('DELETE', `${rules}/${first.id}`), {
      status: 404,
      body: { error_code: 'VPC.0611', error_msg: new RegExp(first.id) },
    })
  },
)

t.test(
  'VpcListSecurityGroups, VpcDeleteSecurityGroup: what is deleted is not listed',
  async (t) => {
    const { sms } = await startTest(t)
    const names = async () => {
      const { body } = await sms('GET', `${v1}?enterprise_project_id=all_granted_eps`)
      return body.security_groups.map(({ name }: { name: string }) => name)
    }
    const { id } = (await sms('POST', v3, { security_group: { name: 'sg-1' } })).body.security_group
    t.strictSame(await names(), ['default', 'sg-1'])
    t.equal((await sms('DELETE', `${v1}/${id}`)).status, 204)
    t.match(await sms('DELETE', `${v1}/${id}`), { status: 404, body: { code: 'VPC.0603' } })
    t.strictSame(await names(), ['default'])
  },
)

t.test(
  'Terraform makes a security group without rules, plans nothing, and destroys it',
  async (t) => {
    const emulator = await startTest(t)
    const provider = await configureProvider(emulator)
    const group = await applySecurityGroup(provider, { name: 'sg-1', delete_default_rules: true })
    t.strictSame(await planOf(group), [])
    t.strictSame(await findSecurityGroup(provider, 'sg-1'), { id: group.id })
    t.ok((await findSecurityGroup(provider, 'default')).id)
    await group.destroy()
    t.equal(await group.read(), undefined)
  },
)
