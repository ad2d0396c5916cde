package io.github.huaweicloudsmsemulator.junit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The clock of a test's account: frozen until it is advanced. */
public final class SmsClock {
  private final Control control;
  private final Map<String, String> query;

  SmsClock(Control control, String account) {
    this.control = control;
    this.query = Map.of("account", account);
  }

  /**
   * What a clock shows.
   *
   * @param mode {@code frozen} or {@code flowing}
   * @param now the moment
   * @param pace seconds of migration work in a second of the clock
   */
  public record State(String mode, Instant now, double pace) {}

  /**
   * How far a clock was moved.
   *
   * @param from where it was
   * @param to where it is
   * @param stopped why it stopped there: duration, condition, idle, max or events
   */
  public record Move(Instant from, Instant to, String stopped) {}

  /**
   * Tells what the clock shows.
   *
   * @return mode, moment and pace
   */
  public State get() {
    return stateIn(control.call(Operation.showClock, query, Map.of()));
  }

  /**
   * Moves the clock forward. What is due on the way happens, in order.
   *
   * @param by how far
   * @return from where to where
   */
  public Move advance(Duration by) {
    return advance(Map.of("by", by.toMillis()));
  }

  /**
   * Moves the clock until events have happened by themselves.
   *
   * @param amount how many
   * @return from where to where
   */
  public Move advanceEvents(int amount) {
    return advance(Map.of("events", amount));
  }

  /**
   * Moves the clock until a task is where it should be.
   *
   * @param condition where that is
   * @return from where to where
   * @throws AssertionError with where the task is instead, if that does not happen within 30 days
   */
  public Move advanceUntil(TaskCondition condition) {
    var move = advance(Map.of("until", condition.fields()));
    if (!move.stopped.equals("condition")) throw new AssertionError(unmet(condition, move));
    return move;
  }

  /**
   * Moves the clock until nothing is left that happens by itself.
   *
   * @return from where to where
   */
  public Move advanceUntilIdle() {
    return advance(Map.of("until", "idle"));
  }

  /**
   * Lets the clock stand still: it moves only when it is advanced.
   *
   * @return what it shows
   */
  public State freeze() {
    return stateIn(control.call(Operation.updateClock, query, Map.of("mode", "frozen")));
  }

  /**
   * Lets the clock follow real time.
   *
   * @param pace seconds of migration work in each second
   * @return what it shows
   */
  public State flow(double pace) {
    var fields = Map.of("mode", "flowing", "pace", pace);
    return stateIn(control.call(Operation.updateClock, query, fields));
  }

  private Move advance(Map<String, ?> how) {
    var answer = control.call(Operation.advanceClock, query, how);
    return new Move(
        Instant.parse(answer.path("from").asText()),
        Instant.parse(answer.path("to").asText()),
        answer.path("stopped").asText());
  }

  private static State stateIn(JsonNode answer) {
    return new State(
        answer.path("mode").asText(),
        Instant.parse(answer.path("now").asText()),
        answer.path("pace").asDouble());
  }

  private String unmet(TaskCondition condition, Move move) {
    var asked = Map.of("account", query.get("account"), "task", condition.task());
    var task = control.call(Operation.overviewTasks, asked, Map.of()).path("tasks").path(0);
    var subTask = task.path("subtask").asText("");
    var place =
        task.isMissingNode()
            ? "it no longer exists"
            : "it is " + task.path("state").asText() + placeOf(subTask, task.path("percent").asInt());
    return "%s did not reach %s: %s; the clock stopped at %s (%s)."
        .formatted(condition.task(), condition.aim(), place, move.to, move.stopped);
  }

  private static String placeOf(String subTask, int percent) {
    var isNone = subTask.isEmpty() || subTask.equals("null");
    return isNone ? "" : ", " + subTask + " at " + percent + " %";
  }
}
