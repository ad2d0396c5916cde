package io.github.huaweicloudsmsemulator.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What the annotation gives a test, and what a failed one prints. */
@SmsEmulator(now = "2026-01-01T00:00:00Z")
class SmsEmulatorTest {
  private static SmsAccount earlier;

  @RepeatedTest(2)
  void eachTestHasAFreshAccountThatIsDeletedAfterwards(
      SmsAccount account, SmsClock clock, SmsJournal journal) {
    if (earlier != null) {
      var problem = assertThrows(EmulatorException.class, () -> earlier.clock().get());
      assertEquals(404, problem.status());
    }
    earlier = account;
    assertEquals(List.of(), journal.list(Map.of()));
    assertEquals("2026-01-01T00:00:00Z", clock.get().now().toString());
    account.login();
    journal.expect(1, Map.of("operation", "KeystoneCreateToken", "status", 201));
  }

  @Test
  void theClockFreezesFlowsAndMoves(SmsClock clock) {
    assertEquals("frozen", clock.get().mode());
    assertEquals("duration", clock.advance(Duration.ofMinutes(10)).stopped());
    assertEquals("idle", clock.advanceUntilIdle().stopped());
    assertEquals(60, clock.flow(60).pace());
    assertEquals("frozen", clock.freeze().mode());
  }

  @Test
  void aFailedTestPrintsItsCallsTheReasonOfEachRefusalAndItsClock() {
    var printed = run(AsksForAnAbsentTask.class).printed;
    assertMatches("(?s).*fails\\(SmsAccount\\)\\nSMS emulator: .*", printed);
    assertMatches("(?s).*\\nclock frozen at 2026-01-01T00:00:00Z, pace 1.0\\ncalls:\\n.*", printed);
    assertMatches("(?s).*\\n  KeystoneCreateToken 201\\n  ShowTask 404 SMS.7703: .*", printed);
    assertMatches("(?s).*\\n    Account .* never seen a task with the id \"absent\".*", printed);
  }

  @Test
  void aFailedTestTellsOfCallsWithoutAnAccount() {
    assertMatches(
        "(?s).*\\ncalls:\\n  none\\n1 call without an account was refused during this test, made by it or by another; the"
            + " latest:\\n  GET /v3/sources 401 APIGW.0301: .*",
        run(ForgetsItsToken.class).printed);
  }

  @SmsEmulator
  static class ForgetsItsToken {
    @Test
    void fails(SmsAccount account) throws Exception {
      var request = HttpRequest.newBuilder(URI.create(account.url() + "/v3/sources")).build();
      HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
      account.journal().expect(1, Map.of("operation", "ListServers", "status", 200));
    }
  }

  @SmsEmulator(now = "2026-01-01T00:00:00Z")
  static class AsksForAnAbsentTask {
    @Test
    void fails(SmsAccount account) throws Exception {
      var request =
          HttpRequest.newBuilder(URI.create(account.url() + "/v3/tasks/absent"))
              .header("X-Auth-Token", account.login())
              .build();
      HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
      account.journal().expect(1, Map.of("operation", "ShowTask", "status", 200));
    }
  }

  @Test
  void aTestThatDoesNotUseUpItsFaultsFails() {
    var summary = run(NeverAsks.class).summary;
    assertEquals(
        "Faults were not used up: fault-1 (operation ListTasks: status 503) was met by 0 calls, "
            + "1 left. The program did not make these calls.",
        summary.getFailures().get(0).getException().getMessage());
  }

  @Test
  void aFaultThatOneCallHasMetSaysOneCall() throws IOException {
    var faults = "{\"faults\": [{\"id\": \"fault-1\", \"used\": 1, \"left\": 1}]}";
    var text = Report.describeUnusedFaults(new ObjectMapper().readTree(faults));
    assertTrue(text.contains("was met by 1 call, 1 left"), text);
  }

  @SmsEmulator
  static class NeverAsks {
    @Test
    void fails(SmsFaults faults) {
      faults.add("{match: {operation: ListTasks}, effect: {status: 503}}");
    }
  }

  private record Outcome(TestExecutionSummary summary, String printed) {}

  /** Runs a class of tests as JUnit does. */
  private static Outcome run(Class<?> tests) {
    var listener = new SummaryGeneratingListener();
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(tests))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    var before = System.err;
    var printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      LauncherFactory.create().execute(request, listener);
    } finally {
      System.setErr(before);
    }
    return new Outcome(listener.getSummary(), printed.toString(StandardCharsets.UTF_8));
  }

  private static void assertMatches(String pattern, String text) {
    assertTrue(text.matches(pattern), () -> "There is no " + pattern + " in\n" + text);
  }

  private static void fake(Path folder, String name, String text) throws IOException {
    var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  @Test
  void anEmulatorIsLookedForInOrder(@TempDir Path folder, SmsAccount account) throws Exception {
    var path = Map.of("PATH", folder.toString());
    var problem = assertThrows(EmulatorException.class, () -> RunningEmulator.findOrStart(path));
    assertTrue(problem.getMessage().contains("neither sms-emulator"), problem.getMessage());

    // A container: its commands answer as docker does, and its port is that of this run's emulator.
    var address = account.url().replace("http://", "");
    fake(folder, "docker", "case $1 in run) exec sleep 60 ;; port) echo " + address + " ;; esac");
    try (var container = RunningEmulator.findOrStart(path)) {
      assertTrue(container.found().startsWith("image huaweicloud-sms-emulator:"));
      assertEquals(account.url(), container.control().url());
    }

    var command =
        List.of(System.getenv("PATH").split(":")).stream()
            .map(one -> Path.of(one, "sms-emulator"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow();
    fake(folder, "npx", "shift 2; exec " + command + " \"$@\"");
    Control gone;
    try (var started = RunningEmulator.findOrStart(path)) {
      assertEquals("npx", started.found());
      gone = started.control();
      assertNotEquals(account.url(), gone.url());
    }
    assertThrows(
        EmulatorException.class, () -> gone.call(Operation.info, Map.of(), Map.of()), "it ended");

    fake(folder, "sms-emulator", "echo no such luck; exit 1");
    var unlucky = assertThrows(EmulatorException.class, () -> RunningEmulator.findOrStart(path));
    assertTrue(unlucky.getMessage().contains("no such luck"), unlucky.getMessage());

    var url = Map.of("PATH", folder.toString(), "SMS_EMULATOR_URL", account.url() + "/");
    assertEquals("URL", RunningEmulator.findOrStart(url).found());
  }

  @Test
  void anAccountCostsMilliseconds(SmsAccount account) {
    var control = new Control(account.url(), null);
    var times =
        IntStream.range(0, 50)
            .mapToDouble(
                turn -> {
                  var begun = System.nanoTime();
                  new SmsAccount(control, Map.of("mode", "frozen")).delete();
                  return (System.nanoTime() - begun) / 1e6;
                })
            .sorted()
            .toArray();
    System.out.printf(
        "an account of its own: %.1f ms at best, %.1f ms in the middle%n", times[0], times[25]);
    assertTrue(times[0] < 100);
  }
}
