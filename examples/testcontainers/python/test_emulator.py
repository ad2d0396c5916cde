"""pip install testcontainers pytest && pytest"""

import json
import urllib.request

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy


@pytest.fixture(scope="session")
def sms():
    container = (
        DockerContainer("huaweicloud-sms-emulator:0.2.0")
        .with_env("SMS_EMULATOR_CLOCK", "frozen")
        .with_env("SMS_EMULATOR_CONTROL_TOKEN", "off")
        .with_env("SMS_EMULATOR_PACE", "1")
        .with_exposed_ports(7670)
        .waiting_for(HttpWaitStrategy(7670, "/_emulator/ready").for_status_code(200))
    )
    with container:
        yield f"http://{container.get_container_host_ip()}:{container.get_exposed_port(7670)}"


def test_time_is_the_tests(sms):
    request = urllib.request.Request(
        f"{sms}/_emulator/clock/advance",
        data=json.dumps({"by": "PT10M"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["stopped"] == "duration"
