package io.github.huaweicloudsmsemulator.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test an account in an emulator: a parameter of type {@link SmsAccount}, {@link SmsClock}, {@link
 * SmsJournal} or {@link SmsFaults} is its own. All tests of a run share one emulator: the one at SMS_EMULATOR_URL, or
 * one that is started by the command sms-emulator, by npx or as a container, and ends with the run.
 *
 * <p>What a method says is taken before what its class says.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SmsEmulatorExtension.class)
public @interface SmsEmulator {
  /**
   * Names a fixture that describes one account (docs/fixtures.md).
   *
   * @return a resource beside the class of the test, or from the root with a slash in front
   */
  String fixture() default "";

  /**
   * Says what goes differently in migrations (docs/scenarios.md).
   *
   * @return YAML or JSON
   */
  String scenario() default "";

  /**
   * Says what the clock shows; real time if absent.
   *
   * @return such as {@code 2026-01-01T00:00:00Z}
   */
  String now() default "";
}
