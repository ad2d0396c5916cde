package main

import (
	"strings"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/global"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/provider"
	sdkregion "github.com/huaweicloud/huaweicloud-sdk-go-v3/core/region"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	iam "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3"
	iammodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3/model"
	sms "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/model"
	smsregion "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/region"
)

// Every way in that the SDK's core has, each up to an answer of SMS; and the refusals, decoded.
var ways = []struct {
	name string
	try  func()
}{
	{"AK/SK and project id", keysAndProject},
	{"AK/SK, project looked up", projectLookedUp},
	{"AK/SK, domain looked up", domainLookedUp},
	{"AK/SK from the environment", environment},
	{"AK/SK from a profile file", profileFile},
	{"temporary AK/SK and security token", temporaryKeys},
	{"identity provider (OIDC)", identityProvider},
	{"derived signature (V11)", derivedSignature},
	{"refused: wrong secret", wrongSecret},
	{"refused: unknown key", unknownKey},
	{"refused: unknown task", unknownTask},
}

func runAuthentication() {
	for _, way := range ways {
		check("go", "auth", way.name, "typed", way.try)
	}
}

func lists(credentials auth.ICredential) error {
	_, err := smsFor(credentials).ListServers(&model.ListServersRequest{Limit: ptr(int32(1))})
	return err
}

func listsServers(client *sms.SmsClient) {
	done(client.ListServers(&model.ListServersRequest{Limit: ptr(int32(1))}))
}

func inRegion(where *sdkregion.Region, credentials auth.ICredential) *sms.SmsClient {
	return sms.NewSmsClient(must(sms.SmsClientBuilder().WithRegion(where).WithCredential(credentials).SafeBuild()))
}

func keysAndProject() { listsServers(smsFor(keys())) }

func projectLookedUp() {
	credentials := must(basic.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithIamEndpointOverride(url).SafeBuild())
	listsServers(inRegion(sdkregion.NewRegion(region, url), credentials))
	same("project", credentials.ProjectId, projectID)
}

// domainLookedUp goes through IAM: SMS refuses these credentials in this SDK.
func domainLookedUp() {
	credentials := must(global.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithIamEndpointOverride(url).SafeBuild())
	where := sdkregion.NewRegion(region, url)
	client := iam.NewIamClient(must(iam.IamClientBuilder().WithRegion(where).WithCredential(credentials).SafeBuild()))
	same("domain", credentials.DomainId, domainID)
	domains := must(client.KeystoneListAuthDomains(&iammodel.KeystoneListAuthDomainsRequest{})).Domains
	same("domain of IAM", (*domains)[0].Id, domainID)
}

func environment() {
	credentials := must(provider.BasicCredentialEnvProvider().GetCredentials())
	listsServers(inRegion(must(smsregion.SafeValueOf(region)), credentials))
}

func profileFile() {
	listsServers(smsFor(must(provider.BasicCredentialProfileProvider().GetCredentials())))
}

func iamClient() *iam.IamClient {
	credentials := must(global.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithDomainId(domainID).SafeBuild())
	return iam.NewIamClient(must(iam.IamClientBuilder().WithEndpoint(url).WithCredential(credentials).SafeBuild()))
}

func passwordToken() string {
	identity := &iammodel.PwdIdentity{
		Methods: []iammodel.PwdIdentityMethods{iammodel.GetPwdIdentityMethodsEnum().PASSWORD},
		Password: &iammodel.PwdPassword{User: &iammodel.PwdPasswordUser{
			Name: user, Password: password, Domain: &iammodel.PwdPasswordUserDomain{Name: domainName},
		}},
	}
	scope := &iammodel.AuthScope{Project: &iammodel.AuthScopeProject{Id: ptr(projectID)}}
	answer := must(iamClient().KeystoneCreateUserTokenByPassword(&iammodel.KeystoneCreateUserTokenByPasswordRequest{
		Body: &iammodel.KeystoneCreateUserTokenByPasswordRequestBody{
			Auth: &iammodel.PwdAuth{Identity: identity, Scope: scope},
		},
	}))
	same("project of the token", answer.Token.Project.Id, projectID)
	return *answer.XSubjectToken
}

func temporaryKeys() {
	identity := &iammodel.TokenAuthIdentity{
		Methods: []iammodel.TokenAuthIdentityMethods{iammodel.GetTokenAuthIdentityMethodsEnum().TOKEN},
		Token:   &iammodel.IdentityToken{Id: ptr(passwordToken()), DurationSeconds: ptr(int32(900))},
	}
	key := must(iamClient().CreateTemporaryAccessKeyByToken(&iammodel.CreateTemporaryAccessKeyByTokenRequest{
		Body: &iammodel.CreateTemporaryAccessKeyByTokenRequestBody{Auth: &iammodel.TokenAuth{Identity: identity}},
	})).Credential

	builder := basic.NewCredentialsBuilder().WithAk(key.Access).WithSk(key.Secret).WithProjectId(projectID)
	refusal := refused[*sdkerr.ServiceResponseError](lists(must(builder.SafeBuild())))
	same("status without the security token", refusal.StatusCode, 401)
	listsServers(smsFor(must(builder.WithSecurityToken(key.Securitytoken).SafeBuild())))
}

func identityProvider() {
	credentials := must(basic.NewCredentialsBuilder().
		WithIdpId(setting("EMULATOR_IDP_ID")).
		WithIdTokenFile(setting("EMULATOR_ID_TOKEN_FILE")).
		WithIamEndpointOverride(url).
		WithProjectId(projectID).
		SafeBuild())
	listsServers(smsFor(credentials))
	holds("there is a security token", credentials.SecurityToken != "")
}

func derivedSignature() {
	credentials := must(basic.NewCredentialsBuilder().
		WithAk(ak).
		WithSk(sk).
		WithProjectId(projectID).
		WithDerivedPredicate(basic.DefaultDerivedPredicate).
		SafeBuild())
	listsServers(smsFor(credentials.ProcessDerivedAuthParams("sms", region)))
}

func refusalOf(ak, sk string) *sdkerr.ServiceResponseError {
	credentials := must(basic.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithProjectId(projectID).SafeBuild())
	refusal := refused[*sdkerr.ServiceResponseError](lists(credentials))
	same("status", refusal.StatusCode, 401)
	same("code", refusal.ErrorCode, "APIGW.0301")
	holds("there is a request id", refusal.RequestId != "")
	return refusal
}

func wrongSecret() {
	message := refusalOf(ak, "not-the-secret").ErrorMessage
	holds(message, strings.Contains(message, "verify aksk signature fail"))
}

func unknownKey() {
	message := refusalOf("NOSUCHKEY", sk).ErrorMessage
	holds(message, strings.Contains(message, "NOSUCHKEY"))
}

func unknownTask() {
	_, err := client.ShowTask(&model.ShowTaskRequest{TaskId: "none"})
	refusal := refused[*sdkerr.ServiceResponseError](err)
	same("status", refusal.StatusCode, 404)
	same("code", refusal.ErrorCode, "SMS.7703")
}
