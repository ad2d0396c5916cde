"""Through `sms-emulator record` to the emulator, which plays the cloud, and back."""

import os

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdksms import v3 as m

from emulator import PROJECT_ID, REGION, sms
from operations import new_source, new_task
from report import check, refuse

SMS = os.environ["EMULATOR_RECORDER_SMS"]
IAM = os.environ["EMULATOR_RECORDER_IAM"]
# Keys that no account has: the recorder signs with its own. This SDK drops the path of an endpoint, and with it the secret.
OTHERS = (os.environ["EMULATOR_RECORDER_AK"], "anotherSecretKeyThatNoAccountHas0000001")


def client_of(credentials):
    builder = m.SmsClient.new_builder().with_credentials(credentials)
    return builder.with_region(Region(REGION, SMS)).build()


def signed_anew():
    through = client_of(BasicCredentials(*OTHERS, PROJECT_ID))
    source = new_source("recorded-01")
    task = new_task("move-recorded-01", source, vm_id="3f2a7c1e-93a5-4f0e-8f57-0f6f3b8f2c12")
    for call in (
        lambda client: client.list_servers(m.ListServersRequest(name="recorded 01+ä", limit=5)),
        lambda client: client.show_server(m.ShowServerRequest(source_id=source)),
        lambda client: client.show_task(m.ShowTaskRequest(task_id=task)),
        lambda client: client.list_templates(m.ListTemplatesRequest()),
    ):
        assert call(through).to_dict() == call(sms()).to_dict()


def project_looked_up():
    credentials = BasicCredentials(*OTHERS).with_iam_endpoint(IAM)
    assert client_of(credentials).list_servers(m.ListServersRequest(limit=1)).status_code == 200
    assert credentials.project_id == PROJECT_ID


def refusals():
    through = client_of(BasicCredentials(*OTHERS, PROJECT_ID))
    unknown = lambda: through.show_task(m.ShowTaskRequest(task_id="unknown"))
    assert refuse(ClientRequestException, unknown).error_code == "SMS.7703"
    write = lambda: through.delete_task(m.DeleteTaskRequest(task_id="unknown"))
    refusal = refuse(ClientRequestException, write)
    assert (refusal.status_code, refusal.error_code) == (403, "RECORD.0403"), refusal
    assert "--allow-writes" in refusal.error_msg


CASES = {
    "record: signed anew, answers untouched": signed_anew,
    "record: project looked up": project_looked_up,
    "refused: a change through record": refusals,
}


def run():
    for name, case in CASES.items():
        check("python", "auth", name, case)
