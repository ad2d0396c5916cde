"""A whole migration: register, create, start, wait, done."""

from huaweicloudsdksms import v3 as m

from emulator import advance, sms
from operations import new_source, new_task
from report import check


def migrate():
    client = sms()
    source = new_source("app-01")
    task = new_task("move-app-01", source, vm_id="3f2a7c1e-93a5-4f0e-8f57-0f6f3b8f2c11")
    start = m.UpdateTaskStatusReq(operation="start")
    client.update_task_status(m.UpdateTaskStatusRequest(task_id=task, body=start))

    advance(until={"task": task, "subtask": "MIGRATE_LINUX_FILE", "percent": 63})
    shown = client.show_task(m.ShowTaskRequest(task_id=task))
    copying = [row for row in shown.sub_tasks if row.name == "MIGRATE_LINUX_FILE"]
    assert (shown.state, copying[0].progress) == ("RUNNING", 63)

    advance(until={"task": task, "state": "MIGRATE_SUCCESS"})
    shown = client.show_task(m.ShowTaskRequest(task_id=task))
    assert shown.state == "MIGRATE_SUCCESS"
    assert [row.name for row in shown.sub_tasks if row.progress != 100] == []
    assert client.show_server(m.ShowServerRequest(source_id=source)).state == "finished"


def run():
    check("python", "migration", "a whole migration", migrate)
