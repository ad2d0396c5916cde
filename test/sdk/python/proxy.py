"""The emulator as the proxy of `http_proxy`, and what `https_proxy` is told; ids and names at the edge of a URL."""

import contextlib
import os

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, SdkException
from huaweicloudsdksms.v3 import ListServersRequest, ShowServerRequest, SmsClient

from emulator import AK, PROJECT_ID, SK, URL, sms
from report import check, refuse

HOST = "sms.ap-southeast-1.myhuaweicloud.com"


def client_of(endpoint):
    credentials = BasicCredentials(AK, SK, PROJECT_ID)
    return SmsClient.new_builder().with_credentials(credentials).with_endpoint(endpoint).build()


@contextlib.contextmanager
def environment(**values):
    """Variables of the environment for a while, and nothing in the way of them."""
    former = {name: os.environ.get(name) for name in [*values, "no_proxy", "NO_PROXY"]}
    os.environ.update(values)
    for name in ("no_proxy", "NO_PROXY"):
        os.environ.pop(name, None)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def http_proxy():
    with environment(http_proxy=URL):
        client = client_of(f"http://{HOST}")
        assert client.list_servers(ListServersRequest(limit=1)).status_code == 200
        unknown = lambda: client.show_server(ShowServerRequest(source_id="none"))
        assert refuse(ClientRequestException, unknown).error_code == "SMS.7602"


def https_proxy():
    with environment(https_proxy=URL):
        list_servers = lambda: client_of(f"https://{HOST}").list_servers(ListServersRequest())
        refusal = refuse(SdkException, list_servers)
        assert "hosts file" in str(refusal), refusal


def edges_of_a_url():
    for source_id in ("a/b", "a b", "a+b", "a%b", "ä"):
        unknown = lambda: sms().show_server(ShowServerRequest(source_id=source_id))
        refusal = refuse(ClientRequestException, unknown)
        assert (refusal.status_code, refusal.error_code) == (404, "SMS.7602"), (source_id, refusal)
    for name in ("a+b", "a b", "a&b=c", "a%20b", "ä"):
        assert sms().list_servers(ListServersRequest(name=name)).count == 0, name


CASES = {
    "http_proxy and an http:// endpoint": http_proxy,
    "refused: https_proxy, and why": https_proxy,
    "signed: ids and names that URLs encode": edges_of_a_url,
}


def run():
    for name, case in CASES.items():
        check("python", "auth", name, case)
