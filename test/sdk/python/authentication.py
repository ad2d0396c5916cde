"""Every way in that the SDK's core has, each up to an answer of SMS; and the refusals, decoded."""

import os

from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.auth.provider import EnvCredentialProvider, ProfileCredentialProvider
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkiam.v3 import KeystoneListAuthDomainsRequest
from huaweicloudsdksms.v3 import ListServersRequest, ShowTaskRequest, SmsClient
from huaweicloudsdksms.v3.region.sms_region import SmsRegion

from emulator import AK, DOMAIN_ID, PROJECT_ID, REGION, SK, URL, sms
from identity import agency_key, iam, password_token, temporary_key
from report import check, refuse


def lists_servers(client):
    assert client.list_servers(ListServersRequest(limit=1)).status_code == 200


def in_region(credentials):
    return SmsClient.new_builder().with_credentials(credentials).with_region(Region(REGION, URL)).build()


def keys_and_project():
    lists_servers(sms(BasicCredentials(AK, SK, PROJECT_ID)))


def project_looked_up():
    credentials = BasicCredentials(AK, SK).with_iam_endpoint(URL)
    lists_servers(in_region(credentials))
    assert credentials.project_id == PROJECT_ID


def domain_looked_up():
    """SMS refuses these credentials in this SDK; its IAM takes them."""
    credentials = GlobalCredentials(AK, SK).with_iam_endpoint(URL)
    client = iam(credentials.process_auth_params(iam().get_http_client(), REGION))
    assert credentials.domain_id == DOMAIN_ID
    assert client.keystone_list_auth_domains(KeystoneListAuthDomainsRequest()).domains


def environment():
    credentials = EnvCredentialProvider.get_basic_credential_env_provider().get_credentials()
    region = SmsRegion.value_of(REGION)
    lists_servers(SmsClient.new_builder().with_credentials(credentials).with_region(region).build())


def profile_file():
    credentials = ProfileCredentialProvider.get_basic_credential_profile_provider().get_credentials()
    lists_servers(sms(credentials))


def temporary_keys():
    key = temporary_key(password_token().x_subject_token)
    credentials = BasicCredentials(key.access, key.secret, PROJECT_ID)
    lists_servers(sms(credentials.with_security_token(key.securitytoken)))

    refusal = refuse(
        ClientRequestException,
        lambda: lists_servers(sms(BasicCredentials(key.access, key.secret, PROJECT_ID))),
    )
    assert refusal.status_code == 401


def agency():
    key = agency_key()
    credentials = BasicCredentials(key.access, key.secret, PROJECT_ID)
    lists_servers(sms(credentials.with_security_token(key.securitytoken)))


def identity_provider():
    credentials = (
        BasicCredentials(project_id=PROJECT_ID)
        .with_iam_endpoint(URL)
        .with_idp_id(os.environ["EMULATOR_IDP_ID"])
        .with_id_token_file(os.environ["EMULATOR_ID_TOKEN_FILE"])
    )
    lists_servers(sms(credentials))
    assert credentials.security_token


def derived_signature():
    credentials = BasicCredentials(AK, SK, PROJECT_ID).with_derived_predicate(
        BasicCredentials.get_default_derived_predicate()
    )
    credentials._process_derived_auth_params("sms", REGION)
    lists_servers(sms(credentials))


def wrong_secret():
    client = sms(BasicCredentials(AK, "not-the-secret", PROJECT_ID))
    refusal = refuse(ClientRequestException, lambda: lists_servers(client))
    assert (refusal.status_code, refusal.error_code) == (401, "APIGW.0301")
    assert "verify aksk signature fail" in refusal.error_msg
    assert refusal.request_id


def unknown_key():
    client = sms(BasicCredentials("NOSUCHKEY", SK, PROJECT_ID))
    refusal = refuse(ClientRequestException, lambda: lists_servers(client))
    assert (refusal.status_code, refusal.error_code) == (401, "APIGW.0301")
    assert "NOSUCHKEY" in refusal.error_msg


def unknown_task():
    refusal = refuse(ClientRequestException, lambda: sms().show_task(ShowTaskRequest(task_id="none")))
    assert (refusal.status_code, refusal.error_code) == (404, "SMS.7703")
    assert refusal.error_msg


CASES = {
    "AK/SK and project id": keys_and_project,
    "AK/SK, project looked up": project_looked_up,
    "AK/SK, domain looked up": domain_looked_up,
    "AK/SK from the environment": environment,
    "AK/SK from a profile file": profile_file,
    "temporary AK/SK and security token": temporary_keys,
    "temporary AK/SK of an agency": agency,
    "identity provider (OIDC)": identity_provider,
    "derived signature (V11)": derived_signature,
    "refused: wrong secret": wrong_secret,
    "refused: unknown key": unknown_key,
    "refused: unknown task": unknown_task,
}


def run():
    for name, case in CASES.items():
        check("python", "auth", name, case)
