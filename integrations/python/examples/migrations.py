"""The program under test: starts migrations and reports their progress."""

from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdksms.v3 import (
    ListTasksRequest,
    SmsClient,
    UpdateTaskStatusReq,
    UpdateTaskStatusRequest,
)


class Migrations:
    def __init__(self, credentials, endpoint):
        builder = SmsClient.new_builder().with_credentials(credentials)
        self._client = builder.with_endpoint(endpoint).build()

    def start(self, name):
        body = UpdateTaskStatusReq(operation="start")
        request = UpdateTaskStatusRequest(task_id=self._find(name).id, body=body)
        self._client.update_task_status(request)

    def progress(self, name):
        """Its state, and how much of the copy is done, in percent."""
        task = self._find(name)
        copies = [one.progress for one in task.sub_tasks if one.name == "MIGRATE_LINUX_FILE"]
        return task.state, copies[0] if copies else 0

    def _find(self, name, attempts=3):
        try:
            return self._client.list_tasks(ListTasksRequest(name=name)).tasks[0]
        except ServiceResponseException as error:
            if error.status_code != 503 or attempts == 1:
                raise
            return self._find(name, attempts - 1)
