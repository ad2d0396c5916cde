//go:build failing

package migrations

import (
	"testing"
	"time"

	"github.com/huaweicloud-sms-emulator/emulator/integrations/go/smsemulatortest"
)

var newYear = smsemulatortest.WithNow(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

func TestStartsTwice(t *testing.T) {
	_, migrations := begin(t, newYear)
	start(t, migrations)
	start(t, migrations)
}

func TestWaitsForAnotherState(t *testing.T) {
	account, _ := begin(t, newYear)
	account.AdvanceUntil(smsemulatortest.Condition{Task: "move-web-1", State: "SYNCING"})
}

func TestNeverAsks(t *testing.T) {
	account, _ := begin(t, newYear)
	account.AddFaults(`{match: {operation: ListTasks}, effect: {status: 503}}`)
}
