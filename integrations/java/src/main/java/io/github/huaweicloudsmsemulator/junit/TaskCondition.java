package io.github.huaweicloudsmsemulator.junit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Where a task should be: a state, or how far a sub-task or a round is. */
public final class TaskCondition {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private TaskCondition() {}

  /**
   * Begins a condition; at least one of the others completes it.
   *
   * @param task id or name of the task
   * @return the condition
   */
  public static TaskCondition task(String task) {
    return new TaskCondition().with("task", task);
  }

  /**
   * Asks for a state.
   *
   * @param state such as {@code SYNCING}
   * @return this condition
   */
  public TaskCondition state(String state) {
    return with("state", state);
  }

  /**
   * Asks for a sub-task to have begun.
   *
   * @param name such as {@code MIGRATE_LINUX_FILE}
   * @return this condition
   */
  public TaskCondition subTask(String name) {
    return with("subtask", name);
  }

  /**
   * Asks for the progress of the sub-task, or of whichever is at work in the round.
   *
   * @param percent 1 to 100
   * @return this condition
   */
  public TaskCondition percent(int percent) {
    return with("percent", percent);
  }

  /**
   * Asks for a round.
   *
   * @param name such as {@code CUTOVER0}
   * @return this condition
   */
  public TaskCondition userOp(String name) {
    return with("user_op", name);
  }

  private TaskCondition with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  Map<String, Object> fields() {
    return fields;
  }

  String task() {
    return String.valueOf(fields.get("task"));
  }

  String aim() {
    return fields.entrySet().stream()
        .filter(one -> !one.getKey().equals("task"))
        .map(one -> one.getKey() + " " + one.getValue())
        .collect(Collectors.joining(", "));
  }
}
