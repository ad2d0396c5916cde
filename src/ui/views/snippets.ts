import type { CredentialList } from '../../client/types.ts'

/** What is pasted into a client; the same as the first example of each page in docs/clients, which are run. */

/** @param url where the emulator is, without a slash at the end. */
export function snippetsOf(
  { account, domain_id, projects, users }: CredentialList,
  url: string,
): { title: string; text: string }[] {
  const user = users.find(({ enabled }) => enabled) ?? users[0]
  const { ak = 'YOUR_AK', sk = 'YOUR_SK' } = user?.access_keys[0] ?? {}
  const { id: project = 'YOUR_PROJECT_ID', name: region = 'YOUR_PROJECT' } = projects[0] ?? {}
  const login = {
    account,
    user: user?.name ?? 'YOUR_USER',
    password: user?.password ?? 'YOUR_PASSWORD',
  }
  const given = { ak, sk, project, region, domain_id, url, ...login }
  return [
    { title: 'curl', text: curl(given) },
    { title: 'Python', text: python(given) },
    { title: 'Go', text: go(given) },
    { title: 'Java', text: java(given) },
    { title: 'Terraform', text: terraform(given) },
  ]
}

type Given = Record<
  'ak' | 'sk' | 'project' | 'region' | 'domain_id' | 'url' | 'account' | 'user' | 'password',
  string
>

const curl = ({ url, user, password, account, region }: Given): string => `emulator=${url}
json='Content-Type: application/json'

TOKEN=$(curl -sf -D - -o /dev/null -H "$json" $emulator/v3/auth/tokens -d '{
  "auth": {
    "identity": {"methods": ["password"], "password": {"user":
      {"name": "${user}", "password": "${password}", "domain": {"name": "${account}"}}}},
    "scope": {"project": {"name": "${region}"}}}}' |
  tr -d '\\r' | awk 'tolower($1) == "x-subject-token:" {print $2}')

curl -sf -H "X-Auth-Token: $TOKEN" $emulator/v3/sources
`

const python = ({ ak, sk, project, url }: Given): string =>
  `from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdksms.v3 import ListServersRequest, SmsClient

credentials = BasicCredentials(
    "${ak}",
    "${sk}",
    "${project}",
)
client = (
    SmsClient.new_builder()
    .with_credentials(credentials)
    .with_endpoint("${url}")
    .build()
)
print(client.list_servers(ListServersRequest()).count, "sources")
`

const go = ({ ak, sk, project, url }: Given): string => `package main

import (
	"fmt"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	sms "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/model"
)

func main() {
	credentials, err := basic.NewCredentialsBuilder().
		WithAk("${ak}").
		WithSk("${sk}").
		WithProjectId("${project}").
		SafeBuild()
	if err != nil {
		panic(err)
	}
	core, err := sms.SmsClientBuilder().
		WithCredential(credentials).
		WithEndpoint("${url}").
		SafeBuild()
	if err != nil {
		panic(err)
	}
	servers, err := sms.NewSmsClient(core).ListServers(&model.ListServersRequest{})
	if err != nil {
		panic(err)
	}
	fmt.Println(*servers.Count, "sources")
}
`

const java = ({ ak, sk, domain_id, url }: Given): string =>
  `import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.sms.v3.SmsClient;
import com.huaweicloud.sdk.sms.v3.model.ListServersRequest;

public class Page {
  public static void main(String[] arguments) {
    var credentials =
        new GlobalCredentials()
            .withAk("${ak}")
            .withSk("${sk}")
            .withDomainId("${domain_id}");
    var client =
        SmsClient.newBuilder()
            .withCredential(credentials)
            .withEndpoint("${url}")
            .build();
    System.out.println(client.listServers(new ListServersRequest()).getCount() + " sources");
    System.exit(0);
  }
}
`

const terraform = ({ ak, sk, region, url }: Given): string => `variable "emulator" {
  default = "${url}"
}

provider "huaweicloud" {
  region     = "${region}"
  access_key = "${ak}"
  secret_key = "${sk}"
  auth_url   = "\${var.emulator}/v3"

  endpoints = {
    iam        = var.emulator
    sms        = var.emulator
    "sms-intl" = var.emulator
    ecs        = var.emulator
    vpc        = var.emulator
    ims        = var.emulator
    evs        = var.emulator
    sts        = var.emulator
    bss        = var.emulator
  }
  max_retries = 0
}
`
