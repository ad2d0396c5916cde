package io.github.huaweicloudsmsemulator.junit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a failed test shows of its account. */
final class Report {
  private static final int LISTED_MAX = 20;

  private Report() {}

  /**
   * A line for each of the latest calls of a journal, for a refused one also why, and the likeliest
   * cause; and what is known of the calls without an account.
   */
  static String describeCalls(JsonNode journal) {
    var calls = journal.path("requests");
    var lines = new ArrayList<String>();
    var others = Math.max(0, calls.size() - LISTED_MAX);
    if (others > 0) lines.add("  … " + counted(others, "earlier call"));
    for (var i = others; i < calls.size(); i++) {
      var call = calls.get(i);
      lines.add(describeCall(call.path("operation").asText(placeOf(call)), call));
    }
    if (calls.isEmpty()) lines.add("  none");
    var latest = journal.path("without_account").path("latest");
    if (latest.isObject()) {
      var count = journal.path("without_account").path("count").asInt();
      lines.add(
          "%s without an account %s refused during this test, made by it or by another; the latest:"
              .formatted(counted(count, "call"), were(count)));
      lines.add(describeCall(placeOf(latest), latest));
    }
    return String.join("\n", lines);
  }

  private static String placeOf(JsonNode call) {
    return call.path("method").asText() + " " + call.path("path").asText();
  }

  private static String describeCall(String name, JsonNode call) {
    var line = new StringBuilder("  " + name + " ");
    line.append(call.hasNonNull("status") ? call.path("status").asText() : "no answer");
    if (call.hasNonNull("code")) line.append(" ").append(call.path("code").asText());
    var explanation = call.path("explanation");
    if (explanation.hasNonNull("why")) line.append(": ").append(explanation.path("why").asText());
    var cause = explanation.path("causes").path(0);
    if (!cause.isMissingNode()) line.append("\n    ").append(cause.asText());
    return line.toString();
  }

  /** The calls of an account's clients, and where its clock is. */
  static String describe(SmsAccount account, String found) {
    var clock = account.clock().get();
    return """
        SMS emulator: %s
        account %s at %s
        clock %s at %s, pace %s
        calls:
        %s"""
        .formatted(
            found,
            account.name(),
            account.url(),
            clock.mode(),
            clock.now(),
            clock.pace(),
            describeCalls(account.journal().read(Map.of())));
  }

  /** A sentence that names the faults which no call, or not enough calls, met. */
  static String describeUnusedFaults(JsonNode answer) {
    var names = new ArrayList<String>();
    for (var fault : answer.path("faults")) {
      var used = fault.path("used").asInt();
      var isAlways = !fault.hasNonNull("left");
      if (isAlways ? used > 0 : fault.path("left").asInt() == 0) continue;
      var match = pairs(fault.path("match"));
      var left = isAlways ? "at least 1" : fault.path("left").asText();
      names.add(
          "%s (%s: %s) was met by %s, %s left"
              .formatted(
                  fault.path("id").asText(),
                  match.isEmpty() ? "any call" : match,
                  pairs(fault.path("effect")),
                  counted(used, "call"),
                  left));
    }
    return "Faults were not used up: "
        + String.join("; ", names)
        + ". The program did not make these calls.";
  }

  /** A count with its noun, such as "1 call" and "2 calls". */
  static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  static String were(int count) {
    return count == 1 ? "was" : "were";
  }

  private static String pairs(JsonNode object) {
    Iterable<Map.Entry<String, JsonNode>> fields = object::fields;
    return StreamSupport.stream(fields.spliterator(), false)
        .map(one -> one.getKey() + " " + one.getValue().asText(one.getValue().toString()))
        .collect(Collectors.joining(", "));
  }
}
