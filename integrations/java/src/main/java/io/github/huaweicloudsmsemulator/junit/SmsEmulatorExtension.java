package io.github.huaweicloudsmsemulator.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link SmsEmulator} does. */
public final class SmsEmulatorExtension
    implements ParameterResolver, AfterTestExecutionCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(SmsEmulatorExtension.class);

  private static final Map<Class<?>, Function<SmsAccount, Object>> PARAMETERS =
      Map.of(
          SmsAccount.class, account -> account,
          SmsClock.class, SmsAccount::clock,
          SmsJournal.class, SmsAccount::journal,
          SmsFaults.class, SmsAccount::faults);

  /** Makes an extension, as JUnit does for the annotation. */
  public SmsEmulatorExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.containsKey(parameter.getParameter().getType())
        && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var account =
        context
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent("account", key -> openAccount(context), SmsAccount.class);
    return PARAMETERS.get(parameter.getParameter().getType()).apply(account);
  }

  /** Prints the account of a test that failed, and fails one that did not use up its faults. */
  @Override
  public void afterTestExecution(ExtensionContext context) {
    var account = context.getStore(NAMESPACE).get("account", SmsAccount.class);
    if (account == null) return;
    var faults = account.faults().list();
    var isUnused = context.getExecutionException().isEmpty() && faults.path("left").asInt() > 0;
    if (isUnused || context.getExecutionException().isPresent()) {
      var text = Report.describe(account, emulatorOf(context).found());
      System.err.println(context.getDisplayName() + "\n" + text);
    }
    if (isUnused) throw new AssertionError(Report.describeUnusedFaults(faults));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var account = context.getStore(NAMESPACE).remove("account", SmsAccount.class);
    if (account != null) account.delete();
  }

  private static RunningEmulator emulatorOf(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "emulator", key -> RunningEmulator.findOrStart(), RunningEmulator.class);
  }

  private static SmsAccount openAccount(ExtensionContext context) {
    var clock = new HashMap<String, Object>(Map.of("mode", "frozen", "pace", 1));
    var now = wanted(context, SmsEmulator::now);
    if (!now.isEmpty()) clock.put("now", now);
    var account = new SmsAccount(emulatorOf(context).control(), clock);
    try {
      var fixture = wanted(context, SmsEmulator::fixture);
      if (!fixture.isEmpty()) account.loadFixture(read(context.getRequiredTestClass(), fixture));
      var scenario = wanted(context, SmsEmulator::scenario);
      if (!scenario.isEmpty()) account.addScenarios(scenario);
    } catch (RuntimeException problem) {
      account.delete();
      throw problem;
    }
    return account;
  }

  /** What the method says, else its class; an empty text if neither does. */
  private static String wanted(ExtensionContext context, Function<SmsEmulator, String> part) {
    return Stream.of(context.getTestMethod(), context.getTestClass())
        .flatMap(element -> AnnotationSupport.findAnnotation(element, SmsEmulator.class).stream())
        .map(part)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String read(Class<?> test, String name) {
    try (var input = test.getResourceAsStream(name)) {
      if (input == null) throw new IllegalArgumentException("There is no resource " + name);
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
