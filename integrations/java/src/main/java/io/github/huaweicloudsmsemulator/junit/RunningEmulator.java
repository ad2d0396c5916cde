package io.github.huaweicloudsmsemulator.junit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An emulator that answers. What was started ends when it is closed, or else with this process.
 *
 * @param control its control API
 * @param found how it was found
 * @param process what was started; null if nothing was
 */
@SuppressWarnings("deprecation") // JUnit before 5.13 closes nothing else.
record RunningEmulator(Control control, String found, Process process)
    implements ExtensionContext.Store.CloseableResource, AutoCloseable {
  /** That of the emulator that is started by npx or as a container. */
  static final String VERSION = "0.2.0";

  private static final String PACKAGE = "huaweicloud-sms-emulator";
  private static final String URL_VARIABLE = "SMS_EMULATOR_URL";
  private static final String TOKEN_VARIABLE = "SMS_EMULATOR_CONTROL_TOKEN";
  private static final List<String> SETTINGS =
      List.of("--clock", "frozen", "--pace", "1", "--log-level", "warn");
  private static final List<String> ENDINGS = List.of("", ".cmd", ".exe");
  private static final int START_LIMIT_MS = 120_000;
  private static final int STOP_LIMIT_MS = 5_000;

  static RunningEmulator findOrStart() {
    return findOrStart(System.getenv());
  }

  /** The emulator at a URL, or one that is started: by the command, by npx, or as a container. */
  static RunningEmulator findOrStart(Map<String, String> environment) {
    var url = environment.getOrDefault(URL_VARIABLE, "");
    if (!url.isEmpty()) {
      var control = new Control(url.replaceAll("/+$", ""), environment.get(TOKEN_VARIABLE));
      control.call(Operation.info, Map.of(), Map.of());
      return new RunningEmulator(control, "URL", null);
    }
    var path = environment.getOrDefault("PATH", "");
    var command = find("sms-emulator", path);
    if (command.isPresent()) return startProcess("command sms-emulator", List.of(command.get()));
    var npx = find("npx", path);
    if (npx.isPresent()) {
      return startProcess("npx", List.of(npx.get(), "--yes", PACKAGE + "@" + VERSION));
    }
    var docker = find("docker", path);
    if (docker.isPresent()) return startContainer(docker.get());
    throw new EmulatorException(
        "There is no emulator: %s is not set, and there is neither sms-emulator (npm install --global %s) nor npx nor docker on the PATH."
            .formatted(URL_VARIABLE, PACKAGE),
        0);
  }

  private static Optional<String> find(String command, String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .flatMap(folder -> ENDINGS.stream().map(ending -> Path.of(folder, command + ending)))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(Path::toString)
        .findFirst();
  }

  private interface Attempt<Found> {
    /** Null while there is nothing yet. */
    Found tryOnce() throws IOException, InterruptedException;
  }

  private static RunningEmulator startProcess(String found, List<String> command) {
    try {
      var folder = Files.createTempDirectory("sms-emulator-");
      var file = folder.resolve("endpoints.json");
      var line = new ArrayList<>(command);
      line.addAll(List.of("start", "--port", "0", "--endpoints-file", file.toString()));
      line.addAll(SETTINGS);
      var process = launch(line, folder.resolve("log"));
      var text =
          await(
              found,
              process,
              folder.resolve("log"),
              () -> Files.exists(file) ? Files.readString(file) : null);
      var url = Control.JSON.readTree(text).path("url").asText();
      return new RunningEmulator(new Control(url, null), found, process);
    } catch (IOException problem) {
      throw new EmulatorException(found + " did not start an emulator: " + problem, 0);
    }
  }

  private static RunningEmulator startContainer(String docker) {
    var token = UUID.randomUUID().toString();
    var name = "sms-emulator-" + token.substring(0, 8);
    var image = PACKAGE + ":" + VERSION;
    var line = new ArrayList<>(List.of(docker, "run", "--rm", "--name", name));
    line.addAll(List.of("--publish", "127.0.0.1::7670", "--env", TOKEN_VARIABLE + "=" + token));
    line.addAll(List.of(image, "start", "--host", "0.0.0.0"));
    line.addAll(SETTINGS);
    try {
      var log = Files.createTempFile("sms-emulator-", ".log");
      var process = launch(line, log);
      var control =
          await("image " + image, process, log, () -> controlOf(docker, name, token));
      return new RunningEmulator(control, "image " + image, process);
    } catch (IOException problem) {
      throw new EmulatorException("image " + image + " did not start: " + problem, 0);
    }
  }

  private static Control controlOf(String docker, String name, String token)
      throws IOException, InterruptedException {
    var port = new ProcessBuilder(docker, "port", name, "7670/tcp").redirectErrorStream(true).start();
    var address = new String(port.getInputStream().readAllBytes()).lines().findFirst().orElse("");
    if (port.waitFor() != 0) return null;
    var control = new Control("http://" + address.strip(), token);
    try {
      control.call(Operation.info, Map.of(), Map.of());
      return control;
    } catch (EmulatorException problem) {
      return null;
    }
  }

  private static Process launch(List<String> line, Path log) throws IOException {
    var process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    // Where JUnit is ended before it closes what it keeps.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
    return process;
  }

  private static <Found> Found await(String found, Process process, Path log, Attempt<Found> attempt)
      throws IOException {
    var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_LIMIT_MS);
    try {
      while (true) {
        var result = attempt.tryOnce();
        if (result != null) return result;
        if (!process.isAlive() || System.nanoTime() > deadline) {
          end(process);
          throw new EmulatorException(
              found + " did not start an emulator:\n" + Files.readString(log).strip(), 0);
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      end(process);
      throw new EmulatorException(found + " was interrupted", 0);
    }
  }

  /** Ends a process and those that it started: npx has a child of its own. */
  private static void end(Process process) {
    var descendants = process.descendants().toList();
    descendants.forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (process.waitFor(STOP_LIMIT_MS, TimeUnit.MILLISECONDS)) return;
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    if (process != null) end(process);
  }
}
