import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

class EmulatorTest {
    @Test
    void timeIsTheTests() throws Exception {
        try (var container = new GenericContainer<>("huaweicloud-sms-emulator:0.2.0")
                .withEnv("SMS_EMULATOR_CLOCK", "frozen")
                .withEnv("SMS_EMULATOR_CONTROL_TOKEN", "off")
                .withEnv("SMS_EMULATOR_PACE", "1")
                .withExposedPorts(7670)
                .waitingFor(Wait.forHttp("/_emulator/ready").forPort(7670))) {
            container.start();
            var sms = "http://" + container.getHost() + ":" + container.getMappedPort(7670);

            var advance = HttpRequest.newBuilder(URI.create(sms + "/_emulator/clock/advance"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"by\": \"PT10M\"}"))
                    .build();
            var body = HttpClient.newHttpClient().send(advance, BodyHandlers.ofString()).body();
            assertTrue(body.contains("\"stopped\":\"duration\""), body);
        }
    }
}
