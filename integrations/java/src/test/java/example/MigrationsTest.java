package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.huaweicloudsmsemulator.junit.SmsAccount;
import io.github.huaweicloudsmsemulator.junit.SmsClock;
import io.github.huaweicloudsmsemulator.junit.SmsEmulator;
import io.github.huaweicloudsmsemulator.junit.SmsFaults;
import io.github.huaweicloudsmsemulator.junit.SmsJournal;
import io.github.huaweicloudsmsemulator.junit.TaskCondition;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SmsEmulator(fixture = "/web.yaml")
class MigrationsTest {
  static Migrations migrationsOf(SmsAccount account) {
    var keys = account.credentials();
    return new Migrations(keys.ak(), keys.sk(), keys.domainId(), account.url());
  }

  @Test
  void migrates(SmsAccount account, SmsClock clock) {
    var migrations = migrationsOf(account);
    migrations.start("move-web-1");
    clock.advanceUntil(TaskCondition.task("move-web-1").state("MIGRATE_SUCCESS"));
    assertEquals("MIGRATE_SUCCESS 100 %", migrations.progress("move-web-1"));
  }

  @Test
  @SmsEmulator(scenario = "{name: cut, then: {fail: {at: MIGRATE_LINUX_FILE, percent: 63}}}")
  void recoversWhenTheCopyFails(SmsAccount account, SmsClock clock) {
    var migrations = migrationsOf(account);
    migrations.start("move-web-1");
    clock.advanceUntil(TaskCondition.task("move-web-1").state("MIGRATE_FAIL"));
    assertEquals("MIGRATE_FAIL 63 %", migrations.progress("move-web-1"));

    migrations.start("move-web-1");
    clock.advanceUntil(TaskCondition.task("move-web-1").state("MIGRATE_SUCCESS"));
  }

  @Test
  void triesAgainAfter503(SmsAccount account, SmsFaults faults, SmsJournal journal) {
    faults.add("{match: {operation: ListTasks}, effect: {status: 503}, times: 2}");
    assertEquals("READY 0 %", migrationsOf(account).progress("move-web-1"));
    journal.expect(3, Map.of("operation", "ListTasks"));
  }

  @Test
  void aTokenEndsAfterADay(SmsAccount account, SmsClock clock) throws Exception {
    var token = account.login();
    assertEquals(200, listTasks(account, token));
    clock.advance(Duration.ofHours(24));
    assertEquals(401, listTasks(account, token));
    assertEquals(200, listTasks(account, account.login()));
  }

  private static int listTasks(SmsAccount account, String token) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(account.url() + "/v3/tasks"));
    return HttpClient.newHttpClient()
        .send(request.header("X-Auth-Token", token).build(), HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 90})
  @Execution(ExecutionMode.CONCURRENT) // each has a move-web-1 of its own
  void sideBySide(int percent, SmsAccount account, SmsClock clock) {
    var migrations = migrationsOf(account);
    migrations.start("move-web-1");
    var copy = TaskCondition.task("move-web-1").subTask("MIGRATE_LINUX_FILE");
    clock.advanceUntil(copy.percent(percent));
    assertEquals("RUNNING " + percent + " %", migrations.progress("move-web-1"));
  }
}
