package example;

import io.github.huaweicloudsmsemulator.junit.SmsAccount;
import io.github.huaweicloudsmsemulator.junit.SmsClock;
import io.github.huaweicloudsmsemulator.junit.SmsEmulator;
import io.github.huaweicloudsmsemulator.junit.SmsFaults;
import io.github.huaweicloudsmsemulator.junit.TaskCondition;
import org.junit.jupiter.api.Test;

@SmsEmulator(fixture = "/web.yaml", now = "2026-01-01T00:00:00Z")
class Failing {
  @Test
  void startsTwice(SmsAccount account) {
    var migrations = MigrationsTest.migrationsOf(account);
    migrations.start("move-web-1");
    migrations.start("move-web-1");
  }

  @Test
  void waitsForAnotherState(SmsClock clock) {
    clock.advanceUntil(TaskCondition.task("move-web-1").state("SYNCING"));
  }

  @Test
  void neverAsks(SmsFaults faults) {
    faults.add("{match: {operation: ListTasks}, effect: {status: 503}}");
  }
}
