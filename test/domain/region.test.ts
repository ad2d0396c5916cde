import t from 'tap'
import { regionOfCall, regionOfProject } from '../../src/domain/companions/region.ts'

const projects = [
  { id: 'first', name: 'ap-southeast-1' },
  { id: 'second', name: 'cn-north-4' },
  { id: 'sub', name: 'eu-west-101_team_blue' },
]
const region = (named: (string | undefined)[], host = 'localhost') =>
  regionOfCall(projects, { named, host })

t.test('the region of a sub-project is what its name begins with', async (t) => {
  t.equal(regionOfProject('eu-west-101_team_blue'), 'eu-west-101')
  t.equal(regionOfProject('cn-north-4'), 'cn-north-4')
})

t.test(
  'the first known project tells the region, then the host, then the first of all',
  async (t) => {
    t.equal(region(['second', 'sub']), 'cn-north-4')
    t.equal(region([undefined, 'sub']), 'eu-west-101')
    t.equal(region(['unknown'], 'ims.me-east-1.myhuaweicloud.com'), 'me-east-1')
    t.equal(region(['second'], 'ims.me-east-1.myhuaweicloud.com'), 'cn-north-4')
    t.equal(region([]), 'ap-southeast-1')
    t.equal(region([], 'ims.example.com'), 'ap-southeast-1')
    t.equal(regionOfCall([], { named: [], host: 'localhost' }), '')
  },
)
