"""The OpenStack way in: keystoneauth1 gets a token, finds SMS in the catalog and calls it."""

from keystoneauth1 import exceptions, session
from keystoneauth1.identity import generic, v3

from emulator import DOMAIN_NAME, PASSWORD, REGION, URL, USER
from report import check, refuse

PROJECT = {"project_name": REGION, "project_domain_name": DOMAIN_NAME}
PERSON = {"username": USER, "password": PASSWORD, "user_domain_name": DOMAIN_NAME}


def sources(auth):
    """The sources, through the endpoint of the catalog."""
    service = {"service_type": "sms", "interface": "public"}
    answer = session.Session(auth=auth).get("/sources", endpoint_filter=service, timeout=30)
    return answer.json()["source_servers"]


def password():
    assert sources(v3.Password(f"{URL}/v3", **PERSON, **PROJECT)) == []


def domain_scope():
    assert sources(v3.Password(f"{URL}/v3", **PERSON, domain_name=DOMAIN_NAME)) == []


def unscoped():
    assert v3.Password(f"{URL}/v3", **PERSON, unscoped=True).get_token(session.Session())


def discovery():
    """The generic plugin asks for the versions first; on a shared port IAM's are under /iam."""
    assert sources(generic.Password(f"{URL}/iam", **PERSON, **PROJECT)) == []


def token():
    first = v3.Password(f"{URL}/v3", **PERSON, domain_name=DOMAIN_NAME).get_token(session.Session())
    assert sources(v3.Token(f"{URL}/v3", first, **PROJECT)) == []


def wrong_password():
    auth = v3.Password(f"{URL}/v3", **PERSON | {"password": "wrong"}, **PROJECT)
    refusal = refuse(exceptions.Unauthorized, lambda: auth.get_token(session.Session()))
    assert "username or password is wrong" in str(refusal)


CASES = {
    "password, project scope": password,
    "password, domain scope": domain_scope,
    "password, unscoped": unscoped,
    "password, version discovery": discovery,
    "token from token": token,
    "refused: wrong password": wrong_password,
}


def run():
    for name, case in CASES.items():
        check("keystoneauth", "auth", name, case)
