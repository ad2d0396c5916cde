import type { CredentialList } from '../client/types.ts'
import { Card, Copyable, Problem } from './parts.tsx'
import { useLoaded } from './server.ts'

/** With what clients log in to the account, as snippets to paste. */

export function Credentials() {
  const read = useLoaded(['accounts'], 'credentials', (client) => client.credentials())
  const list = read.value
  return (
    <main class="page">
      <Problem text={read.problem} />
      {list === undefined ? null : (
        <>
          <Users list={list} />
          <div class="columns">
            {snippetsOf(list).map(({ title, text }) => (
              <Card key={title} title={title}>
                <Copyable text={text} label={title} />
              </Card>
            ))}
          </div>
        </>
      )}
    </main>
  )
}

function Users({ list: { account, domain_id, projects, users } }: { list: CredentialList }) {
  return (
    <Card title={`Account ${account}`} aside={<code class="faint">domain {domain_id}</code>}>
      <table>
        <thead>
          <tr>
            <th>user</th>
            <th>password</th>
            <th>access key (AK)</th>
            <th>secret key (SK)</th>
          </tr>
        </thead>
        <tbody>
          {users.map(({ id, name, password, access_keys }) => (
            <tr key={id}>
              <td>
                <b>{name}</b>
              </td>
              <td class="code">{password ?? 'only its hash is known'}</td>
              <td class="code">{access_keys.map(({ ak }) => ak).join('\n')}</td>
              <td class="code">{access_keys.map(({ sk }) => sk).join('\n')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="facts">
        {projects.map(({ id, name }) => (
          <span key={id}>
            project <b>{name}</b> <code>{id}</code>
          </span>
        ))}
      </p>
    </Card>
  )
}

/** What is pasted into a client, for the first user who can log in. */
function snippetsOf({ account, projects, users }: CredentialList): { title: string; text: string }[] {
  const user = users.find(({ enabled }) => enabled) ?? users[0]
  const key = user?.access_keys[0]
  const { ak = 'YOUR_AK', sk = 'YOUR_SK' } = key ?? {}
  const { id: project = '', name: region = '' } = projects[0] ?? {}
  const url = location.origin
  const login = JSON.stringify({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: user?.name, password: user?.password, domain: { name: account } } },
      },
      scope: { project: { id: project } },
    },
  })
  return [
    {
      title: 'curl',
      text: `TOKEN=$(curl -sD- -o /dev/null ${url}/v3/auth/tokens -H 'Content-Type: application/json' \\
  -d '${login}' \\
  | tr -d '\\r' | sed -n 's/^x-subject-token: //p')
curl -s ${url}/v3/tasks -H "X-Auth-Token: $TOKEN"
`,
    },
    {
      title: 'Environment',
      text: `export HUAWEICLOUD_SDK_AK=${ak}
export HUAWEICLOUD_SDK_SK=${sk}
export HUAWEICLOUD_SDK_PROJECT_ID=${project}
`,
    },
    {
      title: 'Python',
      text: `from huaweicloudsdkcore.auth.credentials import GlobalCredentials
from huaweicloudsdksms.v3 import SmsClient, ListTasksRequest

credentials = GlobalCredentials("${ak}", "${sk}")
client = SmsClient.new_builder().with_credentials(credentials).with_endpoint("${url}").build()
print(client.list_tasks(ListTasksRequest()))
`,
    },
    {
      title: 'Go',
      text: `auth := global.NewCredentialsBuilder().WithAk("${ak}").WithSk("${sk}").Build()
client := sms.NewSmsClient(sms.SmsClientBuilder().
	WithCredential(auth).WithEndpoints([]string{"${url}"}).Build())
response, err := client.ListTasks(&model.ListTasksRequest{})
`,
    },
    {
      title: 'Java',
      text: `GlobalCredentials auth = new GlobalCredentials().withAk("${ak}").withSk("${sk}");
SmsClient client = SmsClient.newBuilder().withCredential(auth)
    .withEndpoints(List.of("${url}")).build();
System.out.println(client.listTasks(new ListTasksRequest()));
`,
    },
    {
      title: 'Terraform',
      text: `provider "huaweicloud" {
  region     = "${region}"
  access_key = "${ak}"
  secret_key = "${sk}"
  auth_url   = "${url}/v3"
  endpoints  = { sms = "${url}", iam = "${url}" }
}
`,
    },
  ]
}
