package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	sms "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3"
)

// The emulator that the runner started.
var (
	url        = setting("EMULATOR_URL")
	region     = setting("EMULATOR_REGION")
	projectID  = setting("EMULATOR_PROJECT_ID")
	domainID   = setting("EMULATOR_DOMAIN_ID")
	domainName = setting("EMULATOR_DOMAIN_NAME")
	user       = setting("EMULATOR_USER")
	password   = setting("EMULATOR_PASSWORD")
	ak         = setting("EMULATOR_AK")
	sk         = setting("EMULATOR_SK")
)

// setting is never empty: an SDK without keys would go and ask the metadata service of a cloud.
func setting(name string) string {
	value := os.Getenv(name)
	if value == "" {
		panic(name + " is not set: ../run.ts does it")
	}
	return value
}

// keys are the well-known credentials for the project.
func keys() auth.ICredential {
	return must(basic.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithProjectId(projectID).SafeBuild())
}

// smsFor is a client of SMS.
func smsFor(credentials auth.ICredential) *sms.SmsClient {
	return sms.NewSmsClient(hcFor(credentials))
}

func hcFor(credentials auth.ICredential) *core.HcHttpClient {
	return must(sms.SmsClientBuilder().WithEndpoint(url).WithCredential(credentials).SafeBuild())
}

// advance moves the emulator's clock.
func advance(how map[string]any) {
	body := must(json.Marshal(how))
	client := http.Client{Timeout: 30 * time.Second}
	answer := must(client.Post(url+"/_emulator/clock/advance", "application/json", bytes.NewReader(body)))
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		panic(fmt.Sprintf("advance: %d %s", answer.StatusCode, must(io.ReadAll(answer.Body))))
	}
}
