package io.github.huaweicloudsmsemulator.junit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The control API of one emulator.
 *
 * @param url without a slash at its end
 * @param token what other machines must send; null if none
 */
record Control(String url, String token) {
  static final ObjectMapper JSON = new ObjectMapper();

  // The emulator is on this machine or named by the user: no proxy is asked for the way.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(ProxySelector.of(null))
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** Makes a call that sends fields as JSON. Those that are null are left out. */
  JsonNode call(Operation operation, Map<String, ?> query, Map<String, ?> fields) {
    requireKnown(operation, fields, operation.body);
    try {
      return send(operation, "", query, fields.isEmpty() ? "" : JSON.writeValueAsString(fields));
    } catch (JsonProcessingException problem) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** Makes a call that sends a document of the user's, as YAML. */
  JsonNode sendDocument(Operation operation, Map<String, ?> query, String text) {
    return send(operation, "", query, text);
  }

  /** Makes the call that deletes an account. */
  void deleteAccount(String account) {
    send(Operation.deleteAccount, account, Map.of(), "");
  }

  private JsonNode send(Operation operation, String account, Map<String, ?> query, String body) {
    requireKnown(operation, query, operation.query);
    var path = operation.path.replace("{account}", encode(account));
    var search =
        query.entrySet().stream()
            .map(one -> encode(one.getKey()) + "=" + encode(String.valueOf(one.getValue())))
            .collect(Collectors.joining("&"));
    var address = url + "/_emulator/" + path + (search.isEmpty() ? "" : "?" + search);
    var request = HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofMinutes(2));
    if (token != null) request.header("X-Emulator-Token", token);
    if (!body.isEmpty()) {
      var isDocument = operation.body.equals(Operation.DOCUMENT);
      request.header("Content-Type", isDocument ? "application/yaml" : "application/json");
    }
    request.method(operation.method, HttpRequest.BodyPublishers.ofString(body));
    return read(exchange(request.build()));
  }

  /** Makes an HTTP call to the emulator. */
  HttpResponse<String> exchange(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException problem) {
      throw new EmulatorException("No emulator answers at " + url + ": " + problem, 0);
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new EmulatorException("The call was interrupted: " + problem, 0);
    }
  }

  private JsonNode read(HttpResponse<String> response) {
    JsonNode answer;
    try {
      answer = JSON.readTree(response.body());
    } catch (JsonProcessingException problem) {
      answer = JSON.missingNode();
    }
    var status = response.statusCode();
    if (status < 400) return answer;
    var message = answer.path("error").path("message").asText("");
    if (!message.isEmpty()) throw new EmulatorException(message, status);
    throw new EmulatorException(
        "What is at " + url + " is not an emulator: it answered " + status, status);
  }

  private static void requireKnown(Operation operation, Map<String, ?> given, String known) {
    var names = Arrays.asList(known.split(" "));
    for (var name : given.keySet()) {
      if (names.contains(name)) continue;
      throw new IllegalArgumentException(operation + " takes no " + name + "; it takes " + known);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
