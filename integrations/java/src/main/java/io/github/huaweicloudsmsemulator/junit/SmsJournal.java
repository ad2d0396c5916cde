package io.github.huaweicloudsmsemulator.junit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The calls that clients of a test's account made to SMS and IAM. A filter has any of operation, method, path, status,
 * code and since; {@code *} is any text.
 */
public final class SmsJournal {
  private final Control control;
  private final String account;

  SmsJournal(Control control, String account) {
    this.control = control;
    this.account = account;
  }

  /**
   * Tells which calls fit a filter, oldest first.
   *
   * @param filter such as {@code Map.of("operation", "ListTasks")}
   * @return the calls, with the fields of docs/journal.md
   */
  public List<JsonNode> list(Map<String, ?> filter) {
    return StreamSupport.stream(read(filter).path("requests").spliterator(), false).toList();
  }

  /** The calls that fit, and in {@code without_account} the refused ones that named no account. */
  JsonNode read(Map<String, ?> filter) {
    var query = new LinkedHashMap<String, Object>(filter);
    query.put("account", account);
    return control.call(Operation.listRequests, query, Map.of());
  }

  /**
   * Checks how many calls fit a filter.
   *
   * @param times how many there must be, exactly
   * @param filter such as {@code Map.of("operation", "ListTasks")}
   * @return these calls
   * @throws AssertionError with the calls that were made instead
   */
  public List<JsonNode> expect(int times, Map<String, ?> filter) {
    var found = list(filter);
    if (found.size() == times) return found;
    var what =
        filter.entrySet().stream()
            .map(one -> one.getKey() + " " + one.getValue())
            .sorted()
            .collect(Collectors.joining(", "));
    throw new AssertionError(
        "Expected %s of %s, but there %s %d. The calls:\n%s"
            .formatted(
                Report.counted(times, "call"),
                what,
                Report.were(found.size()),
                found.size(),
                Report.describeCalls(read(Map.of()))));
  }
}
