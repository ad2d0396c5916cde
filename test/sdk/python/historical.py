"""Operations of the contract that this SDK no longer has: its core sends and decodes them."""

import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.client import ClientBuilder
from huaweicloudsdkcore.sdk_response import SdkResponse
from huaweicloudsdksms.v3 import SmsClient

from emulator import AK, PROJECT_ID, REGION, SK, URL


class EmptyResponse(SdkResponse):
    sensitive_list = []
    openapi_types = {"body": "str"}
    attribute_map = {"body": "body"}
    body = None


class ShowSha256Response(SdkResponse):
    sensitive_list = []
    openapi_types = {"value": "str"}
    attribute_map = {"value": "value"}

    def __init__(self, value=None):
        super().__init__()
        self.value = value


class HistoricalClient(SmsClient):
    def __init__(self):
        super().__init__()
        self.model_package = sys.modules[__name__]

    def unlock_target_ecs(self, task_id):
        return self._send("POST", "/v3/tasks/{task_id}/unlock", {"task_id": task_id})

    def check_net_acl(self, project_id, network_id):
        return self._send(
            "GET",
            "/v3/tasks/{t_project_id}/networkacl/{t_network_id}/check",
            {"t_project_id": project_id, "t_network_id": network_id},
            [("region_id", REGION), ("os_type", "LINUX")],
        )

    def show_sha256(self, key):
        return self._send("GET", "/v3/sha256/{key}", {"key": key}, response_type="ShowSha256Response")

    def _send(self, method, path, path_params, query_params=(), response_type="EmptyResponse"):
        return self.do_http_request(
            method=method,
            resource_path=path,
            path_params=path_params,
            query_params=list(query_params),
            header_params={"Content-Type": "application/json"},
            response_type=response_type,
        )


def historical_sms():
    credentials = BasicCredentials(AK, SK, PROJECT_ID)
    builder = ClientBuilder(HistoricalClient)
    return builder.with_credentials(credentials).with_endpoint(URL).build()
