import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.core.utils.JsonUtils;
import com.huaweicloud.sdk.sms.v3.SmsClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The emulator that the runner started, and clients of it. */
final class Emulator {
  static final String URL = setting("URL");
  static final String REGION = setting("REGION");
  static final String PROJECT_ID = setting("PROJECT_ID");
  static final String DOMAIN_ID = setting("DOMAIN_ID");
  static final String AK = setting("AK");
  static final String SK = setting("SK");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Emulator() {}

  /** A setting is never empty: an SDK without keys would go and ask the metadata service of a cloud. */
  static String setting(String name) {
    var value = System.getenv("EMULATOR_" + name);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException("EMULATOR_" + name + " is not set: test/sdk/run.ts does it");
    }
    return value;
  }

  /** The well-known keys. The SMS client of this SDK takes global credentials only. */
  static GlobalCredentials keys() {
    return new GlobalCredentials().withAk(AK).withSk(SK).withDomainId(DOMAIN_ID);
  }

  static SmsClient sms(ICredential credentials) {
    return SmsClient.newBuilder().withCredential(credentials).withEndpoint(URL).build();
  }

  /** Moves the emulator's clock. */
  static void advance(Map<String, ?> how) throws IOException, InterruptedException {
    post("/_emulator/clock/advance", how);
  }

  /** A call without the SDK. */
  static HttpResponse<String> post(String path, Object body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(URL + path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(JsonUtils.toJSON(body)))
            .build();
    var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(path + " answered " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }
}
