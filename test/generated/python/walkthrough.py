"""A whole migration with the clients that openapi-python-client makes of the three documents.

`../run.ts` generates them beside this file, checks it with `mypy --strict`, and runs it.
"""

import os
from typing import TypeVar

from control_client import AuthenticatedClient as ControlClient
from control_client.api.clock import advance_clock
from control_client.api.fixtures import export_fixture, load_fixture
from control_client.models import (
    AdvanceRequest,
    AdvanceResult,
    Fixture,
    FixtureResult,
    PlannedSubTask,
    StopReason,
    TaskCondition,
)
from control_client.models import TaskState as ConditionState
from iam_client import Client as IamClient
from iam_client.api.token import keystone_create_token
from iam_client.models import TokenRequest, TokenResponse
from sms_client import AuthenticatedClient
from sms_client.api.source_server_management import register_server, show_server
from sms_client.api.task_management import create_task, show_task, update_task_status
from sms_client.models import (
    CreateTaskResponse,
    MigrationType,
    PostSourceServerBody,
    PostTask,
    RegisterServerResponse,
    ShowServerResponse,
    ShowTaskResponse,
    SmsFailure,
    SourceServerByTask,
    SourceState,
    TargetServerByTask,
    TaskOperation,
    TaskState,
    UpdateTaskStatusReq,
)

URL = os.environ["EMULATOR_URL"]

SERVER = {
    "name": "web-1",
    "ip": "192.168.0.10",
    "os_type": "LINUX",
    "os_version": "CENTOS_7_6_64BIT",
    "firmware": "BIOS",
    "boot_loader": "GRUB",
    "has_rsync": True,
    "paravirtualization": True,
    "raw_devices": "",
    "cpu_quantity": 2,
    "memory": 4018196480,
    "disks": [
        {
            "name": "/dev/vda",
            "device_use": "BOOT",
            "size": 42949672960,
            "partition_style": "MBR",
            "physical_volumes": [
                {
                    "name": "/dev/vda1",
                    "device_use": "OS",
                    "file_system": "ext4",
                    "mount_point": "/",
                    "size": 42948624384,
                    "used_size": 2854862848,
                }
            ],
        }
    ],
    "volume_groups": [],
    "btrfs_list": [],
    "networks": [{"name": "eth0", "ip": "192.168.0.10", "mac": "fa:16:3e:00:00:0a"}],
    "agent_version": "25.6.0",
}

TARGET = {
    "name": "target",
    "vm_id": "3f2a7c1e-93a5-4f0e-8f57-0f6f3b8f2c11",
    "disks": [
        {
            "name": "Disk 0",
            "disk_id": "354419d9-bd41-4b50-9c1e-e4f6f57c6d11",
            "size": 42949672960,
            "physical_volumes": [{"name": "/dev/vda1", "size": 42948624384, "used_size": 2854862848}],
        }
    ],
}

Answer = TypeVar("Answer")


def of(kind: type[Answer], answer: object) -> Answer:
    """The answer, if it is of that kind; a refusal ends the program."""
    assert isinstance(answer, kind), answer
    return answer


def login() -> str:
    user = {"name": "developer", "password": "Emulator@123", "domain": {"name": "emulator"}}
    identity = {"methods": ["password"], "password": {"user": user}}
    request = {"auth": {"identity": identity, "scope": {"project": {"name": "ap-southeast-1"}}}}
    answer = keystone_create_token.sync_detailed(
        client=IamClient(base_url=URL), body=TokenRequest.from_dict(request)
    )
    assert of(TokenResponse, answer.parsed).token.user.name == "developer"
    return answer.headers["X-Subject-Token"]


# Only calls from another machine need the control token; the generator asks for one all the same.
control = ControlClient(base_url=URL, token="", prefix="", auth_header_name="X-Emulator-Token")
sms = AuthenticatedClient(
    base_url=URL, token=login(), prefix="", auth_header_name="X-Auth-Token"
)


def advance(request: AdvanceRequest) -> StopReason:
    return of(AdvanceResult, advance_clock.sync(client=control, body=request)).stopped


def show(task_id: str) -> ShowTaskResponse:
    return of(ShowTaskResponse, show_task.sync(client=sms, task_id=task_id))


def act(task_id: str, operation: TaskOperation) -> object:
    body = UpdateTaskStatusReq(operation=operation)
    return update_task_status.sync(client=sms, task_id=task_id, body=body)


registered = register_server.sync(client=sms, body=PostSourceServerBody.from_dict(SERVER))
source_id = of(RegisterServerResponse, registered).id
# Its environment check runs on the account's clock.
advance(AdvanceRequest(by="PT1S"))

task = PostTask(
    name="move-web-1",
    type_=MigrationType.MIGRATE_FILE,
    source_server=SourceServerByTask(id=source_id),
    target_server=TargetServerByTask.from_dict(TARGET),
    migration_ip="172.16.0.20",
    use_public_ip=False,
    syncing=False,
    region_id="ap-southeast-1",
    region_name="ap-southeast-1",
    project_id="0215ef11e49d4743be23dd97a1561e91",
    project_name="ap-southeast-1",
)
task_id = of(CreateTaskResponse, create_task.sync(client=sms, body=task)).id
assert not isinstance(act(task_id, TaskOperation.START), SmsFailure)

copied = TaskCondition(task=task_id, subtask=PlannedSubTask.MIGRATE_LINUX_FILE, percent=63)
assert advance(AdvanceRequest(until=copied)) is StopReason.CONDITION
half = show(task_id)
assert half.state is TaskState.RUNNING
assert [row.progress for row in half.sub_tasks if row.name == "MIGRATE_LINUX_FILE"] == [63]

refusal = of(SmsFailure, act(task_id, TaskOperation.START))
assert refusal.error_code.startswith("SMS."), refusal

finished = TaskCondition(task=task_id, state=ConditionState.MIGRATE_SUCCESS)
advance(AdvanceRequest(until=finished))
assert show(task_id).state is TaskState.MIGRATE_SUCCESS
source = of(ShowServerResponse, show_server.sync(client=sms, source_id=source_id))
assert source.state is SourceState.FINISHED

# An export is a fixture, which loads as it is.
exported = of(Fixture, export_fixture.sync(client=control))
assert of(FixtureResult, load_fixture.sync(client=control, body=exported, replace="true")).accounts
