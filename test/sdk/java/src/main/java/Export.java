import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.huaweicloud.sdk.core.ClientBuilder;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.SdkStreamResponse;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.core.http.FieldExistence;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.core.http.LocationType;
import java.util.List;
import java.util.Scanner;

/** ExportConsistencyResults, which is younger than this SDK: its core sends it and reads the answer. */
final class Export {
  record Entry(
      @JsonProperty("task_id") String taskId,
      @JsonProperty("source_id") String sourceId,
      @JsonProperty("source_name") String sourceName) {}

  record Body(@JsonProperty("task_info") List<Entry> taskInfo) {}

  record Request(Body body) {}

  public static final class Response extends SdkStreamResponse {}

  private static final HttpRequestDef<Request, Response> DEFINITION =
      HttpRequestDef.builder(HttpMethod.POST, Request.class, Response.class)
          .withName("ExportConsistencyResults")
          .withUri("/v3/tasks/consistency-results/export")
          .withContentType("application/json;charset=UTF-8")
          .<Body>withRequestField(
              "body",
              LocationType.Body,
              FieldExistence.NON_NULL_NON_EMPTY,
              Body.class,
              field -> field.withMarshaller(Request::body, (request, body) -> {}))
          .build();

  private Export() {}

  /** @return the words of the table */
  static String of(ICredential credentials, String taskId, String sourceId, String sourceName) {
    var core =
        new ClientBuilder<HcClient>(client -> client, "GlobalCredentials")
            .withCredential(credentials)
            .withEndpoint(Emulator.URL)
            .build();
    var body = new Body(List.of(new Entry(taskId, sourceId, sourceName)));
    var table = new StringBuilder();
    core.syncInvokeHttp(new Request(body), DEFINITION)
        .consumeDownloadStream(stream -> new Scanner(stream, UTF_8).forEachRemaining(table::append));
    return table.toString();
  }
}
