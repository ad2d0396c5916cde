package io.github.huaweicloudsmsemulator.junit;

/**
 * The calls of the control API that this package makes, by their names in openapi/control.json: method, path below
 * /_emulator/, and the names of all that may be sent in query and body. A test of the emulator holds them against
 * that document.
 */
enum Operation {
  info("GET", "info", "", ""),
  createAccount("POST", "accounts", "", "name clock projects"),
  deleteAccount("DELETE", "accounts/{account}", "", ""),
  showClock("GET", "clock", "account", ""),
  updateClock("PUT", "clock", "account", "mode pace"),
  advanceClock("POST", "clock/advance", "account", "by until max events"),
  overviewTasks("GET", "tasks", "account task", ""),
  loadFixture("POST", "fixtures", "account replace", "*"),
  addScenarios("POST", "scenarios", "account replace", "*"),
  listFaults("GET", "faults", "account", ""),
  addFaults("POST", "faults", "account", "*"),
  listRequests("GET", "requests", "account operation method path status code since limit", "");

  /** The body of an operation that takes a document of the user's: a fixture, scenarios, faults. */
  static final String DOCUMENT = "*";

  final String method;
  final String path;
  final String query;
  final String body;

  Operation(String method, String path, String query, String body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.body = body;
  }
}
