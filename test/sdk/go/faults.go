package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	sms "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/model"
)

// faultAccount is an account whose calls meet a fault; the runner (../faults.ts) makes it, and counts the calls.
type faultAccount struct {
	Fault     string        `json:"fault"`
	Ak        string        `json:"ak"`
	Sk        string        `json:"sk"`
	ProjectID string        `json:"project_id"`
	TimeoutS  time.Duration `json:"timeout_s"`
}

// faultSeen is what a call ended with.
type faultSeen struct {
	Fault  string `json:"fault"`
	Call   string `json:"call"`
	Error  string `json:"error,omitempty"`
	Cause  string `json:"cause,omitempty"`
	Status int    `json:"status,omitempty"`
	Code   string `json:"code,omitempty"`
}

func (account faultAccount) client() *sms.SmsClient {
	credentials := must(basic.NewCredentialsBuilder().
		WithAk(account.Ak).WithSk(account.Sk).WithProjectId(account.ProjectID).SafeBuild())
	limits := config.DefaultHttpConfig().WithTimeout(account.TimeoutS * time.Second)
	builder := sms.SmsClientBuilder().WithEndpoint(url).WithCredential(credentials).WithHttpConfig(limits)
	return sms.NewSmsClient(must(builder.SafeBuild()))
}

// see notes the type of err, and its code or the error behind it.
func (seen *faultSeen) see(err error) {
	if err == nil {
		return
	}
	seen.Error = fmt.Sprintf("%T", err)
	var refusal *sdkerr.ServiceResponseError
	var late interface{ Timeout() bool }
	switch {
	case errors.As(err, &refusal):
		seen.Status, seen.Code = refusal.StatusCode, refusal.ErrorCode
	case errors.As(err, &late) && late.Timeout():
		seen.Cause = "Timeout()"
	default:
		for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
			err = inner
		}
		seen.Cause = err.Error()
	}
}

func runFaults() {
	var accounts []faultAccount
	if err := json.Unmarshal([]byte(setting("EMULATOR_FAULTS")), &accounts); err != nil {
		panic(err)
	}
	for _, account := range accounts {
		client := account.client()
		for _, call := range []string{"GET", "POST"} {
			// Like a client at work, it has a connection open. On a slow machine a short timeout may end this call, too.
			_, _ = client.ListTasks(&model.ListTasksRequest{Limit: ptr(int32(1))})
			var err error
			if call == "GET" {
				_, err = client.ListServers(&model.ListServersRequest{Limit: ptr(int32(1))})
			} else {
				_, err = client.RegisterServer(&model.RegisterServerRequest{Body: linuxSource("web-01")})
			}
			seen := faultSeen{Fault: account.Fault, Call: call}
			seen.see(err)
			fmt.Println(string(must(json.Marshal(seen))))
		}
	}
}
