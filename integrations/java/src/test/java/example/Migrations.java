package example;

import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.sms.v3.SmsClient;
import com.huaweicloud.sdk.sms.v3.model.ListTasksRequest;
import com.huaweicloud.sdk.sms.v3.model.TasksResponseBody;
import com.huaweicloud.sdk.sms.v3.model.UpdateTaskStatusReq;
import com.huaweicloud.sdk.sms.v3.model.UpdateTaskStatusRequest;

/** The program under test: starts migrations and reports their progress. */
final class Migrations {
  private final SmsClient client;

  Migrations(String ak, String sk, String domainId, String endpoint) {
    var credentials = new GlobalCredentials().withAk(ak).withSk(sk).withDomainId(domainId);
    client = SmsClient.newBuilder().withCredential(credentials).withEndpoint(endpoint).build();
  }

  void start(String name) {
    var body =
        new UpdateTaskStatusReq().withOperation(UpdateTaskStatusReq.OperationEnum.START);
    var id = find(name, 3).getId();
    client.updateTaskStatus(new UpdateTaskStatusRequest().withTaskId(id).withBody(body));
  }

  /** Its state, and how much of the copy is done, such as {@code RUNNING 63 %}. */
  String progress(String name) {
    var task = find(name, 3);
    var percent =
        task.getSubTasks().stream()
            .filter(one -> one.getName().equals("MIGRATE_LINUX_FILE"))
            .mapToInt(one -> one.getProgress())
            .findFirst()
            .orElse(0);
    return task.getState() + " " + percent + " %";
  }

  private TasksResponseBody find(String name, int attempts) {
    try {
      return client.listTasks(new ListTasksRequest().withName(name)).getTasks().get(0);
    } catch (ServiceResponseException problem) {
      if (problem.getHttpStatusCode() != 503 || attempts == 1) throw problem;
      return find(name, attempts - 1);
    }
  }
}
