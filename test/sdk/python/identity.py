"""The operations of IAM that clients of SMS need, through the IAM SDK."""

from types import SimpleNamespace

from huaweicloudsdkcore.auth.credentials import GlobalCredentials
from huaweicloudsdkiam import v3 as m

from emulator import AK, DOMAIN_ID, DOMAIN_NAME, PASSWORD, PROJECT_ID, REGION, SK, URL, USER
from report import check, operation_id

made = SimpleNamespace()


def iam(credentials=None):
    credentials = credentials or GlobalCredentials(AK, SK, DOMAIN_ID)
    return m.IamClient.new_builder().with_credentials(credentials).with_endpoint(URL).build()


client = iam()


def password_token():
    """A token for the project. @returns the answer, with the token's text in `x_subject_token`"""
    domain = m.PwdPasswordUserDomain(name=DOMAIN_NAME)
    user = m.PwdPasswordUser(name=USER, password=PASSWORD, domain=domain)
    identity = m.PwdIdentity(methods=["password"], password=m.PwdPassword(user=user))
    scope = m.AuthScope(project=m.AuthScopeProject(id=PROJECT_ID))
    body = m.KeystoneCreateUserTokenByPasswordRequestBody(auth=m.PwdAuth(identity=identity, scope=scope))
    return client.keystone_create_user_token_by_password(
        m.KeystoneCreateUserTokenByPasswordRequest(body=body)
    )


def temporary_key(token):
    """Keys for a quarter of an hour. @returns the credential with `access`, `secret`, `securitytoken`"""
    identity = m.TokenAuthIdentity(
        methods=["token"], token=m.IdentityToken(id=token, duration_seconds=900)
    )
    body = m.CreateTemporaryAccessKeyByTokenRequestBody(auth=m.TokenAuth(identity=identity))
    request = m.CreateTemporaryAccessKeyByTokenRequest(body=body)
    return client.create_temporary_access_key_by_token(request).credential


def keystone_create_user_token_by_password():
    answer = password_token()
    made.token, made.user = answer.x_subject_token, answer.token.user.id
    assert answer.token.project.name == REGION
    assert answer.token.project.domain.id == DOMAIN_ID
    assert answer.token.methods == ["password"]
    assert answer.token.expires_at.endswith("000Z")


def keystone_validate_token():
    request = m.KeystoneValidateTokenRequest(x_subject_token=made.token)
    assert client.keystone_validate_token(request).token.user.name == USER


def keystone_list_projects():
    projects = client.keystone_list_projects(m.KeystoneListProjectsRequest(name=REGION)).projects
    assert [(project.id, project.domain_id) for project in projects] == [(PROJECT_ID, DOMAIN_ID)]


def keystone_list_auth_projects():
    projects = client.keystone_list_auth_projects(m.KeystoneListAuthProjectsRequest()).projects
    assert PROJECT_ID in [project.id for project in projects]


def keystone_list_auth_domains():
    domains = client.keystone_list_auth_domains(m.KeystoneListAuthDomainsRequest()).domains
    assert [(domain.id, domain.name) for domain in domains] == [(DOMAIN_ID, DOMAIN_NAME)]


def keystone_list_users():
    users = client.keystone_list_users(m.KeystoneListUsersRequest(name=USER)).users
    assert [(user.id, user.enabled) for user in users] == [(made.user, True)]


def keystone_show_user():
    user = client.keystone_show_user(m.KeystoneShowUserRequest(user_id=made.user)).user
    assert user.name == USER


def keystone_list_projects_for_user():
    request = m.KeystoneListProjectsForUserRequest(user_id=made.user)
    projects = client.keystone_list_projects_for_user(request).projects
    assert PROJECT_ID in [project.id for project in projects]


def keystone_list_regions():
    regions = client.keystone_list_regions(m.KeystoneListRegionsRequest()).regions
    assert REGION in [region.id for region in regions]


def keystone_list_services():
    services = client.keystone_list_services(m.KeystoneListServicesRequest()).services
    assert "sms" in [service.type for service in services]


def keystone_list_endpoints():
    endpoints = client.keystone_list_endpoints(m.KeystoneListEndpointsRequest()).endpoints
    assert all(endpoint.url.startswith(URL) for endpoint in endpoints)


def keystone_show_catalog():
    request = m.KeystoneShowCatalogRequest()
    assert "sms" in [service.type for service in client.keystone_show_catalog(request).catalog]


def create_temporary_access_key_by_token():
    key = temporary_key(made.token)
    assert key.access and key.secret and key.securitytoken
    assert key.expires_at.endswith("000Z")


def keystone_create_scoped_token():
    identity = m.ScopedTokenIdentity(methods=["token"], token=m.ScopedToken(id=made.token))
    scope = m.TokenSocpeOption(project=m.ScopeProjectOption(id=PROJECT_ID))
    body = m.KeystoneCreateScopedTokenRequestBody(
        auth=m.ScopedTokenAuth(identity=identity, scope=scope)
    )
    answer = client.keystone_create_scoped_token(m.KeystoneCreateScopedTokenRequest(body=body))
    assert answer.token.project.id == PROJECT_ID
    assert answer.x_subject_token not in (None, made.token)


def keystone_create_agency_token():
    agency = m.AgencyTokenAssumerole(agency_name="migration", domain_name="partner")
    identity = m.AgencyTokenIdentity(methods=["assume_role"], assume_role=agency)
    scope = m.AgencyTokenScope(domain=m.AgencyTokenScopeDomain(name="partner"))
    body = m.KeystoneCreateAgencyTokenRequestBody(
        auth=m.AgencyTokenAuth(identity=identity, scope=scope)
    )
    answer = client.keystone_create_agency_token(m.KeystoneCreateAgencyTokenRequest(body=body))
    assert answer.token.domain.name == "partner"
    assert answer.token.assumed_by.user.name == USER


def agency_key():
    """Keys of another account, through its agency."""
    agency = m.IdentityAssumerole(
        agency_name="migration", domain_name="partner", duration_seconds=900
    )
    identity = m.AgencyAuthIdentity(methods=["assume_role"], assume_role=agency)
    body = m.CreateTemporaryAccessKeyByAgencyRequestBody(auth=m.AgencyAuth(identity=identity))
    request = m.CreateTemporaryAccessKeyByAgencyRequest(body=body)
    return client.create_temporary_access_key_by_agency(request).credential


def create_temporary_access_key_by_agency():
    key = agency_key()
    assert key.access and key.secret and key.securitytoken


def create_permanent_access_key():
    option = m.CreateCredentialOption(user_id=made.user, description="from the suite")
    body = m.CreatePermanentAccessKeyRequestBody(credential=option)
    request = m.CreatePermanentAccessKeyRequest(body=body)
    key = client.create_permanent_access_key(request).credential
    made.access = key.access
    assert (key.status, key.user_id) == ("active", made.user)
    assert key.secret


def list_permanent_access_keys():
    request = m.ListPermanentAccessKeysRequest(user_id=made.user)
    keys = client.list_permanent_access_keys(request).credentials
    assert made.access in [key.access for key in keys]


def show_permanent_access_key():
    request = m.ShowPermanentAccessKeyRequest(access_key=made.access)
    assert client.show_permanent_access_key(request).credential.description == "from the suite"


def update_permanent_access_key():
    body = m.UpdatePermanentAccessKeyRequestBody(
        credential=m.UpdateCredentialOption(status="inactive")
    )
    request = m.UpdatePermanentAccessKeyRequest(access_key=made.access, body=body)
    assert client.update_permanent_access_key(request).credential.status == "inactive"


def delete_permanent_access_key():
    client.delete_permanent_access_key(m.DeletePermanentAccessKeyRequest(access_key=made.access))
    request = m.ListPermanentAccessKeysRequest(user_id=made.user)
    keys = client.list_permanent_access_keys(request).credentials
    assert made.access not in [key.access for key in keys]


IN_ORDER = (
    keystone_create_user_token_by_password,
    keystone_validate_token,
    keystone_list_projects,
    keystone_list_auth_projects,
    keystone_list_auth_domains,
    keystone_list_users,
    keystone_show_user,
    keystone_list_projects_for_user,
    keystone_list_regions,
    keystone_list_services,
    keystone_list_endpoints,
    keystone_show_catalog,
    create_temporary_access_key_by_token,
    keystone_create_scoped_token,
    keystone_create_agency_token,
    create_temporary_access_key_by_agency,
    create_permanent_access_key,
    list_permanent_access_keys,
    show_permanent_access_key,
    update_permanent_access_key,
    delete_permanent_access_key,
)


def run():
    for operation in IN_ORDER:
        check("python", "iam", operation_id(operation), operation)
