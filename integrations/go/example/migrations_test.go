package migrations

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/huaweicloud-sms-emulator/emulator/integrations/go/smsemulatortest"
)

const fails = `{name: cut, then: {fail: {at: MIGRATE_LINUX_FILE, percent: 63}}}`

func begin(t *testing.T, options ...smsemulatortest.Option) (*smsemulatortest.Account, *Migrations) {
	t.Parallel()
	account := smsemulatortest.Start(t, append(options, smsemulatortest.WithFixture("web.yaml"))...)
	keys := account.Credentials
	migrations, err := New(keys.AK, keys.SK, account.ProjectID, account.URL)
	if err != nil {
		t.Fatal(err)
	}
	return account, migrations
}

func start(t *testing.T, migrations *Migrations) {
	t.Helper()
	if err := migrations.Start("move-web-1"); err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, migrations *Migrations, wanted string) {
	t.Helper()
	if progress, err := migrations.Progress("move-web-1"); err != nil || progress != wanted {
		t.Fatalf("progress is %q, %v; wanted %q", progress, err, wanted)
	}
}

func TestMigrates(t *testing.T) {
	account, migrations := begin(t)
	start(t, migrations)
	account.AdvanceUntil(smsemulatortest.Condition{Task: "move-web-1", State: "MIGRATE_SUCCESS"})
	expect(t, migrations, "MIGRATE_SUCCESS 100 %")
}

func TestRecoversWhenTheCopyFails(t *testing.T) {
	account, migrations := begin(t, smsemulatortest.WithScenario(fails))
	start(t, migrations)
	account.AdvanceUntil(smsemulatortest.Condition{Task: "move-web-1", State: "MIGRATE_FAIL"})
	expect(t, migrations, "MIGRATE_FAIL 63 %")

	start(t, migrations)
	account.AdvanceUntil(smsemulatortest.Condition{Task: "move-web-1", State: "MIGRATE_SUCCESS"})
}

func TestTriesAgainAfter503(t *testing.T) {
	account, migrations := begin(t)
	account.AddFaults(`{match: {operation: ListTasks}, effect: {status: 503}, times: 2}`)
	expect(t, migrations, "READY 0 %")
	account.ExpectCalls(3, smsemulatortest.Filter{Operation: "ListTasks"})
}

func TestATokenEndsAfterADay(t *testing.T) {
	account, _ := begin(t)
	listTasks := func(login smsemulatortest.Login) int {
		request, _ := http.NewRequest("GET", account.URL+"/v3/tasks", nil)
		request.Header = login.Header
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	login := account.Login()
	before := listTasks(login)
	account.Advance(24 * time.Hour)
	if after, anew := listTasks(login), listTasks(account.Login()); before != 200 || after != 401 || anew != 200 {
		t.Fatal(before, after, anew)
	}
}

func TestSideBySide(t *testing.T) { // each has a move-web-1 of its own
	for _, percent := range []int{10, 90} {
		t.Run(fmt.Sprint(percent), func(t *testing.T) {
			account, migrations := begin(t)
			start(t, migrations)
			account.AdvanceUntil(smsemulatortest.Condition{Task: "move-web-1", SubTask: "MIGRATE_LINUX_FILE", Percent: percent})
			expect(t, migrations, fmt.Sprintf("RUNNING %d %%", percent))
		})
	}
}
