import com.fasterxml.jackson.core.type.TypeReference;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.EnvCredentialProvider;
import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.core.auth.ProfileCredentialProvider;
import com.huaweicloud.sdk.core.exception.ClientRequestException;
import com.huaweicloud.sdk.core.exception.SdkException;
import com.huaweicloud.sdk.core.region.Region;
import com.huaweicloud.sdk.core.utils.JsonUtils;
import com.huaweicloud.sdk.sms.v3.SmsClient;
import com.huaweicloud.sdk.sms.v3.model.ListServersRequest;
import com.huaweicloud.sdk.sms.v3.model.ShowTaskRequest;
import com.huaweicloud.sdk.sms.v3.region.SmsRegion;
import java.util.List;
import java.util.Map;

/** Every way in that the SDK's core has, each up to an answer of SMS; and the refusals, decoded. */
final class Authentication {
  private static final Region HERE = new Region(Emulator.REGION, Emulator.URL);

  void run() {
    check("AK/SK and domain id", this::keysAndDomain);
    check("AK/SK, domain looked up", this::domainLookedUp);
    check("AK/SK from the environment", this::environment);
    check("AK/SK from a profile file", this::profileFile);
    check("temporary AK/SK and security token", this::temporaryKeys);
    check("identity provider (OIDC)", this::identityProvider);
    check("derived signature (V11)", this::derivedSignature);
    check("refused: wrong secret", this::wrongSecret);
    check("refused: unknown key", this::unknownKey);
    check("refused: unknown task", this::unknownTask);
  }

  private static void check(String name, Report.Work way) {
    Report.check("auth", name, "typed", way);
  }

  private static void listsServers(SmsClient client) {
    Report.same("status", client.listServers(new ListServersRequest().withLimit(1)).getHttpStatusCode(), 200);
  }

  private static SmsClient inRegion(Region region, ICredential credentials) {
    return SmsClient.newBuilder().withCredential(credentials).withRegion(region).build();
  }

  private void keysAndDomain() {
    listsServers(Emulator.sms(Emulator.keys()));
    // The builder of SMS knows one kind of credentials.
    Report.refused(SdkException.class, () -> Emulator.sms(new BasicCredentials().withAk("a").withSk("b")));
  }

  private void domainLookedUp() {
    var credentials =
        new GlobalCredentials().withAk(Emulator.AK).withSk(Emulator.SK).withIamEndpoint(Emulator.URL);
    listsServers(inRegion(HERE, credentials));
    Report.same("domain", credentials.getDomainId(), Emulator.DOMAIN_ID);
  }

  private void environment() {
    var credentials = EnvCredentialProvider.getGlobalCredentialEnvProvider().getCredentials();
    listsServers(inRegion(SmsRegion.valueOf(Emulator.REGION), credentials));
  }

  private void profileFile() {
    var provider = ProfileCredentialProvider.getGlobalCredentialProfileProvider();
    listsServers(Emulator.sms(provider.getCredentials()));
  }

  /** This SDK's IAM package is not on Maven Central in one version with SMS's: the keys come by HTTP. */
  private void temporaryKeys() throws Exception {
    var token = Map.of("id", passwordToken(), "duration_seconds", 900);
    var identity = Map.of("methods", List.of("token"), "token", token);
    var answer =
        Emulator.post("/v3.0/OS-CREDENTIAL/securitytokens", Map.of("auth", Map.of("identity", identity)));
    var key =
        JsonUtils.toObject(answer.body(), new TypeReference<Map<String, Map<String, String>>>() {})
            .get("credential");

    var credentials =
        Emulator.keys().withAk(key.get("access")).withSk(key.get("secret"));
    var refusal = Report.refused(ClientRequestException.class, () -> listsServers(Emulator.sms(credentials)));
    Report.same("status without the security token", refusal.getHttpStatusCode(), 401);
    listsServers(Emulator.sms(credentials.withSecurityToken(key.get("securitytoken"))));
  }

  private String passwordToken() throws Exception {
    var domain = Map.of("name", Emulator.setting("DOMAIN_NAME"));
    var user =
        Map.of("name", Emulator.setting("USER"), "password", Emulator.setting("PASSWORD"), "domain", domain);
    var identity = Map.of("methods", List.of("password"), "password", Map.of("user", user));
    var auth = Map.of("identity", identity, "scope", Map.of("domain", domain));
    var answer = Emulator.post("/v3/auth/tokens", Map.of("auth", auth));
    return answer.headers().firstValue("X-Subject-Token").orElseThrow();
  }

  private void identityProvider() {
    var credentials =
        new GlobalCredentials()
            .withIdpId(Emulator.setting("IDP_ID"))
            .withIdTokenFile(Emulator.setting("ID_TOKEN_FILE"))
            .withIamEndpoint(Emulator.URL)
            .withDomainId(Emulator.DOMAIN_ID);
    listsServers(Emulator.sms(credentials));
  }

  private void derivedSignature() {
    var credentials = Emulator.keys();
    credentials.setDerivedPredicate(GlobalCredentials.DEFAULT_DERIVED_PREDICATE);
    credentials.processDerivedAuthParams("sms", Emulator.REGION);
    listsServers(Emulator.sms(credentials));
  }

  private static ClientRequestException refusalOf(String ak, String sk) {
    var client = Emulator.sms(Emulator.keys().withAk(ak).withSk(sk));
    var refusal = Report.refused(ClientRequestException.class, () -> listsServers(client));
    Report.same("status", refusal.getHttpStatusCode(), 401);
    Report.same("code", refusal.getErrorCode(), "APIGW.0301");
    Report.holds("there is a request id", refusal.getRequestId() != null);
    return refusal;
  }

  private void wrongSecret() {
    var message = refusalOf(Emulator.AK, "not-the-secret").getErrorMsg();
    Report.holds(message, message.contains("verify aksk signature fail"));
  }

  private void unknownKey() {
    var message = refusalOf("NOSUCHKEY", Emulator.SK).getErrorMsg();
    Report.holds(message, message.contains("NOSUCHKEY"));
  }

  private void unknownTask() {
    var client = Emulator.sms(Emulator.keys());
    var request = new ShowTaskRequest().withTaskId("none");
    var refusal = Report.refused(ClientRequestException.class, () -> client.showTask(request));
    Report.same("status", refusal.getHttpStatusCode(), 404);
    Report.same("code", refusal.getErrorCode(), "SMS.7703");
  }
}
