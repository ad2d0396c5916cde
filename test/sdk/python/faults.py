"""What the SDK makes of each fault. The runner (../faults.ts) gives each an account of its own, and counts the calls."""

import contextlib
import json
import os

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdksms import v3 as m

from emulator import URL
from machines import linux_source


def client_of(account):
    config = HttpConfig.get_default_config()
    config.timeout = account["timeout_s"]
    credentials = BasicCredentials(account["ak"], account["sk"], account["project_id"])
    builder = m.SmsClient.new_builder().with_http_config(config).with_credentials(credentials)
    return builder.with_endpoint(URL).build()


def innermost(problem):
    """The exception at the end of the chain; requests and urllib3 keep some of them among the arguments."""
    inside = [each for each in problem.args if isinstance(each, Exception)]
    inner = problem.__cause__ or problem.__context__ or next(iter(inside), None)
    return innermost(inner) if inner else problem


def seen(work):
    """What `work` ends with: an exception with its code or the one behind it, or an answer with the values of its fields."""
    try:
        answer = work()
    except ServiceResponseException as refusal:
        return {"error": type(refusal).__name__, "status": refusal.status_code, "code": refusal.error_code}
    except Exception as problem:  # noqa: BLE001, whatever it is, it is reported
        return {"error": type(problem).__name__, "cause": type(innermost(problem)).__name__}
    return {"fields": sorted({str(value) for value in answer.to_dict().values()})}


def run():
    for account in json.loads(os.environ["EMULATOR_FAULTS"]):
        client = client_of(account)
        calls = {
            "GET": lambda: client.list_servers(m.ListServersRequest(limit=1)),
            "POST": lambda: client.register_server(m.RegisterServerRequest(body=linux_source("web-01"))),
        }
        for call, work in calls.items():
            # Like a client at work, it has a connection open. On a slow machine a short timeout may end this call, too.
            with contextlib.suppress(Exception):
                client.list_tasks(m.ListTasksRequest(limit=1))
            line = {"fault": account["fault"], "call": call, **seen(work)}
            print(json.dumps(line), flush=True)
