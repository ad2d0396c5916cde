package emulator

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

func TestTimeIsTheTests(t *testing.T) {
	ctx := context.Background()
	container, err := testcontainers.GenericContainer(ctx, testcontainers.GenericContainerRequest{
		ContainerRequest: testcontainers.ContainerRequest{
			Image:        "huaweicloud-sms-emulator:0.2.0",
			ExposedPorts: []string{"7670/tcp"},
			Env:          map[string]string{"SMS_EMULATOR_CLOCK": "frozen", "SMS_EMULATOR_PACE": "1", "SMS_EMULATOR_CONTROL_TOKEN": "off"},
			WaitingFor:   wait.ForHTTP("/_emulator/ready").WithPort("7670/tcp"),
		},
		Started: true,
	})
	testcontainers.CleanupContainer(t, container)
	if err != nil {
		t.Fatal(err)
	}
	sms, err := container.Endpoint(ctx, "http")
	if err != nil {
		t.Fatal(err)
	}

	response, err := http.Post(sms+"/_emulator/clock/advance", "application/json", strings.NewReader(`{"by": "PT10M"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || !strings.Contains(string(body), `"stopped":"duration"`) {
		t.Fatalf("%v %s", err, body)
	}
}
