"""The emulator that the runner started, and clients of it."""

import json
import os
import urllib.request

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdksms.v3 import SmsClient

URL = os.environ["EMULATOR_URL"]
REGION = os.environ["EMULATOR_REGION"]
PROJECT_ID = os.environ["EMULATOR_PROJECT_ID"]
DOMAIN_ID = os.environ["EMULATOR_DOMAIN_ID"]
DOMAIN_NAME = os.environ["EMULATOR_DOMAIN_NAME"]
USER = os.environ["EMULATOR_USER"]
PASSWORD = os.environ["EMULATOR_PASSWORD"]
AK = os.environ["EMULATOR_AK"]
SK = os.environ["EMULATOR_SK"]


def connect(client, credentials=None):
    """A client of a service, with the well-known keys unless others are given."""
    credentials = credentials or BasicCredentials(AK, SK, PROJECT_ID)
    return client.new_builder().with_credentials(credentials).with_endpoint(URL).build()


def sms(credentials=None):
    """A client of SMS."""
    return connect(SmsClient, credentials)


def advance(**how):
    """Moves the emulator's clock."""
    request = urllib.request.Request(
        f"{URL}/_emulator/clock/advance",
        data=json.dumps(how).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
