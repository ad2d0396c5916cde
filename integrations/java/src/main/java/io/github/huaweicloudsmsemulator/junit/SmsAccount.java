package io.github.huaweicloudsmsemulator.junit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** An account of a test's own: its data, clock, faults, scenarios and journal are shared with no other. */
public final class SmsAccount {
  private final Control control;
  private final Credentials credentials;

  /**
   * With what clients log in (account, user, password) or sign (AK, SK).
   *
   * @param account name of the account, which is the IAM domain
   * @param domainId its id
   * @param user name of its user
   * @param password that user's password
   * @param ak access key id
   * @param sk secret access key
   * @param projects its projects
   */
  public record Credentials(
      String account,
      String domainId,
      String user,
      String password,
      String ak,
      String sk,
      List<Project> projects) {}

  /**
   * A project of an account.
   *
   * @param id its id
   * @param name that of its region
   */
  public record Project(String id, String name) {}

  SmsAccount(Control control, Map<String, ?> clock) {
    this.control = control;
    var answer = control.call(Operation.createAccount, Map.of(), Map.of("clock", clock));
    credentials =
        new Credentials(
            answer.path("account").asText(),
            answer.path("domain_id").asText(),
            answer.path("user").asText(),
            answer.path("password").asText(),
            answer.path("ak").asText(),
            answer.path("sk").asText(),
            StreamSupport.stream(answer.path("projects").spliterator(), false)
                .map(SmsAccount::projectIn)
                .toList());
  }

  private static Project projectIn(JsonNode node) {
    return new Project(node.path("id").asText(), node.path("name").asText());
  }

  /**
   * Tells its name.
   *
   * @return a name that was made up
   */
  public String name() {
    return credentials.account;
  }

  /**
   * Tells where IAM and SMS are.
   *
   * @return a URL without a slash at its end
   */
  public String url() {
    return control.url();
  }

  /**
   * Tells with what its clients log in or sign.
   *
   * @return user, password, keys, projects
   */
  public Credentials credentials() {
    return credentials;
  }

  /**
   * Tells the id of its first project.
   *
   * @return 32 hex digits
   */
  public String projectId() {
    return credentials.projects.get(0).id;
  }

  /**
   * Gives the clock.
   *
   * @return that of this account
   */
  public SmsClock clock() {
    return new SmsClock(control, name());
  }

  /**
   * Gives the journal.
   *
   * @return that of this account
   */
  public SmsJournal journal() {
    return new SmsJournal(control, name());
  }

  /**
   * Gives the faults.
   *
   * @return those of this account
   */
  public SmsFaults faults() {
    return new SmsFaults(control, name());
  }

  /**
   * Loads a fixture that describes one account into this one (docs/fixtures.md).
   *
   * @param document as YAML or JSON
   */
  public void loadFixture(String document) {
    control.sendDocument(Operation.loadFixture, Map.of("account", name()), document);
  }

  /**
   * Adds what goes differently in migrations (docs/scenarios.md).
   *
   * @param document as YAML or JSON
   */
  public void addScenarios(String document) {
    control.sendDocument(Operation.addScenarios, Map.of("account", name()), document);
  }

  /**
   * Gets a token with POST /v3/auth/tokens, as a client does: the call is in the journal.
   *
   * @return the token, for X-Auth-Token; valid for 24 hours of the account's clock
   */
  public String login() {
    var domain = Map.of("name", credentials.account);
    var user =
        Map.of("name", credentials.user, "password", credentials.password, "domain", domain);
    var identity = Map.of("methods", List.of("password"), "password", Map.of("user", user));
    var scope = Map.of("project", Map.of("id", projectId()));
    var auth = Map.of("auth", Map.of("identity", identity, "scope", scope));
    String body;
    try {
      body = Control.JSON.writeValueAsString(auth);
    } catch (JsonProcessingException problem) {
      throw new IllegalStateException(problem);
    }
    var response =
        control.exchange(
            HttpRequest.newBuilder(URI.create(url() + "/v3/auth/tokens"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    return response
        .headers()
        .firstValue("X-Subject-Token")
        .orElseThrow(
            () ->
                new EmulatorException(
                    "IAM refused the login: " + response.body(), response.statusCode()));
  }

  void delete() {
    try {
      control.deleteAccount(name());
    } catch (EmulatorException problem) {
      if (problem.status() != 404) throw problem;
    }
  }
}
