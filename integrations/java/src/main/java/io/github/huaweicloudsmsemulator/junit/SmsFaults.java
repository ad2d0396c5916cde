package io.github.huaweicloudsmsemulator.junit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What calls in a test's account meet. The test fails if they do not meet all of it. */
public final class SmsFaults {
  private final Control control;
  private final Map<String, String> query;

  SmsFaults(Control control, String account) {
    this.control = control;
    this.query = Map.of("account", account);
  }

  /**
   * Adds one fault, a list or a plan (docs/faults.md).
   *
   * @param document as YAML or JSON
   */
  public void add(String document) {
    control.sendDocument(Operation.addFaults, query, document);
  }

  /**
   * Tells which there are.
   *
   * @return {@code faults}, each with {@code used} and {@code left}, and how many are {@code left} in all
   */
  public JsonNode list() {
    return control.call(Operation.listFaults, query, Map.of());
  }
}
