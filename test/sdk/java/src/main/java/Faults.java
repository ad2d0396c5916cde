import com.fasterxml.jackson.core.type.TypeReference;
import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.exception.RequestTimeoutException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.core.utils.JsonUtils;
import com.huaweicloud.sdk.sms.v3.SmsClient;
import com.huaweicloud.sdk.sms.v3.model.ListServersRequest;
import com.huaweicloud.sdk.sms.v3.model.ListTasksRequest;
import com.huaweicloud.sdk.sms.v3.model.RegisterServerRequest;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.List;

/** What the SDK makes of each fault. The runner (test/sdk/faults.ts) gives each an account of its own, and counts the calls. */
final class Faults {
  /** An account whose calls meet a fault. */
  record Account(String fault, String ak, String sk, String domain_id, String project_id, int timeout_s) {}

  void run() {
    for (var account : JsonUtils.toObject(Emulator.setting("FAULTS"), new TypeReference<List<Account>>() {})) {
      var client = clientOf(account);
      see(account, client, "GET", () -> client.listServers(new ListServersRequest().withLimit(1)));
      var body = Machines.linuxSource("web-01");
      see(account, client, "POST", () -> client.registerServer(new RegisterServerRequest().withBody(body)));
    }
  }

  private static SmsClient clientOf(Account account) {
    var limits = HttpConfig.getDefaultHttpConfig().withReadTimeout(account.timeout_s());
    var credentials =
        new GlobalCredentials()
            .withAk(account.ak())
            .withSk(account.sk())
            .withDomainId(account.domain_id());
    return SmsClient.newBuilder()
        .withHttpConfig(limits)
        .withCredential(credentials)
        .withEndpoint(Emulator.URL)
        .build();
  }

  /** Reports the exception that work ends with: its type, and its code or the exception behind it. */
  private static void see(Account account, SmsClient client, String call, Report.Work work) {
    openConnection(client);
    var line = new LinkedHashMap<String, Object>();
    line.put("fault", account.fault());
    line.put("call", call);
    try {
      work.run();
    } catch (Exception problem) {
      line.put("error", problem.getClass().getSimpleName());
      if (problem instanceof ServiceResponseException refusal) {
        line.put("status", refusal.getHttpStatusCode());
        line.put("code", refusal.getErrorCode());
      } else {
        line.put("cause", innermost(problem).getClass().getSimpleName());
      }
    }
    System.out.println(JsonUtils.toJSON(line));
  }

  /** Like a client at work, it has a connection open. On a slow machine a short timeout may end this call, too. */
  private static void openConnection(SmsClient client) {
    try {
      client.listTasks(new ListTasksRequest().withLimit(1));
    } catch (RequestTimeoutException late) {
      // Then the call with the fault opens one.
    }
  }

  /** The exception at the end of the chain. Only some timeouts have a cause, which is that the socket was closed. */
  private static Throwable innermost(Throwable problem) {
    var isLast = problem.getCause() == null || problem instanceof SocketTimeoutException;
    return isLast ? problem : innermost(problem.getCause());
  }
}
