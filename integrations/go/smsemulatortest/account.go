// Package smsemulatortest gives each test an account in an emulator of Huawei Cloud's Server
// Migration Service (SMS): with data, a clock, a journal and faults of its own.
//
//	func TestMigrates(t *testing.T) {
//		t.Parallel()
//		account := smsemulatortest.Start(t, smsemulatortest.WithFixture("web.yaml"))
//		// Point the program under test at account.URL, with account.Credentials.
//		account.AdvanceUntil(smsemulatortest.Condition{Task: "move-web-1", State: "MIGRATE_SUCCESS"})
//	}
//
// All tests of a process share one emulator: the one at SMS_EMULATOR_URL, or one that is started by
// the command sms-emulator, by npx, or as a container, and ends with the process.
//
// Functions that take or were made with a testing.TB end the test when the emulator refuses, so
// they are called from the goroutine of the test.
package smsemulatortest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// An Account belongs to one test, and is deleted at its end.
type Account struct {
	// Name is made up.
	Name string
	// URL is where IAM and SMS are.
	URL string
	// ProjectID is the first project.
	ProjectID   string
	Credentials Credentials

	tb      testing.TB
	control control
}

// An Option says what an account begins with.
type Option func(*settings)

type settings struct {
	fixtures, scenarios []string
	clock               map[string]any
	projects            []string
}

// WithFixture loads a file that describes one account (docs/fixtures.md). Its path counts from the
// folder of the test.
func WithFixture(file string) Option {
	return func(s *settings) { s.fixtures = append(s.fixtures, file) }
}

// WithScenario adds what goes differently in migrations, as YAML or JSON (docs/scenarios.md).
func WithScenario(text string) Option {
	return func(s *settings) { s.scenarios = append(s.scenarios, text) }
}

// WithNow sets what the clock shows; real time if absent.
func WithNow(now time.Time) Option {
	return func(s *settings) { s.clock["now"] = now.UTC().Format(time.RFC3339Nano) }
}

// WithProjects names the projects of the account; that of one region if absent.
func WithProjects(names ...string) Option {
	return func(s *settings) { s.projects = names }
}

// Start creates an account whose clock is frozen, at pace 1, in the emulator of the process, which it
// finds or starts. At the end of the test the account is deleted; a test that failed then prints its
// calls, why calls were refused, and its clock; a test that did not use up its faults fails.
func Start(tb testing.TB, options ...Option) *Account {
	tb.Helper()
	running, err := findOrStart()
	if err != nil {
		tb.Fatal(err)
	}
	given := settings{clock: map[string]any{"mode": "frozen", "pace": 1}}
	for _, option := range options {
		option(&given)
	}
	fields := map[string]any{"clock": given.clock}
	if given.projects != nil {
		fields["projects"] = given.projects
	}
	account := &Account{URL: running.control.url, tb: tb, control: running.control}
	account.must(account.control.send("createAccount", call{fields: fields}, &account.Credentials))
	account.Name = account.Credentials.Account
	account.ProjectID = account.Credentials.Projects[0].ID
	tb.Cleanup(func() { account.end(running) })
	for _, file := range given.fixtures {
		text, err := os.ReadFile(file)
		account.must(err)
		account.LoadFixture(string(text))
	}
	for _, text := range given.scenarios {
		account.AddScenarios(text)
	}
	return account
}

func (a *Account) end(running *emulator) {
	a.tb.Helper()
	var faults Faults
	err := a.ask("listFaults", &faults)
	if err == nil && faults.Left > 0 && !a.tb.Failed() && !a.tb.Skipped() {
		a.tb.Error(describeUnusedFaults(faults))
	}
	if a.tb.Failed() {
		a.tb.Log(a.describe(running))
	}
	var refusal *Error
	err = a.control.send("deleteAccount", call{account: a.Name}, nil)
	if err != nil && !(errors.As(err, &refusal) && refusal.Status == http.StatusNotFound) {
		a.tb.Error(err)
	}
}

// LoadFixture loads a document that describes one account (docs/fixtures.md) into this one.
func (a *Account) LoadFixture(text string) {
	a.tb.Helper()
	a.must(a.control.send("loadFixture", call{query: a.query(), text: text}, nil))
}

// AddScenarios adds what goes differently in migrations (docs/scenarios.md).
func (a *Account) AddScenarios(text string) {
	a.tb.Helper()
	a.must(a.control.send("addScenarios", call{query: a.query(), text: text}, nil))
}

// AddFaults adds what calls meet (docs/faults.md): one fault, a list or a plan. A test that does not
// use them up fails.
func (a *Account) AddFaults(text string) {
	a.tb.Helper()
	a.must(a.control.send("addFaults", call{query: a.query(), text: text}, nil))
}

// Faults are what calls meet, and what is left of it.
func (a *Account) Faults() Faults {
	a.tb.Helper()
	var faults Faults
	a.must(a.ask("listFaults", &faults))
	return faults
}

// Login gets a token with POST /v3/auth/tokens, as a client does: the call is in the journal.
func (a *Account) Login() Login {
	a.tb.Helper()
	one := a.Credentials
	user := map[string]any{"name": one.User, "password": one.Password, "domain": map[string]any{"name": one.Account}}
	identity := map[string]any{"methods": []string{"password"}, "password": map[string]any{"user": user}}
	scope := map[string]any{"project": map[string]any{"id": a.ProjectID}}
	body, err := json.Marshal(map[string]any{"auth": map[string]any{"identity": identity, "scope": scope}})
	a.must(err)
	response, err := client.Post(a.URL+"/v3/auth/tokens", "application/json", strings.NewReader(string(body)))
	a.must(err)
	response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		a.must(fmt.Errorf("IAM refused the login with %s", response.Status))
	}
	token := response.Header.Get("X-Subject-Token")
	header := http.Header{"X-Auth-Token": {token}, "Content-Type": {"application/json"}}
	return Login{Token: token, Header: header, ProjectID: a.ProjectID}
}

func (a *Account) query() map[string]string { return map[string]string{"account": a.Name} }

// ask makes a call that names nothing but the account.
func (a *Account) ask(name string, answer any) error {
	return a.control.send(name, call{query: a.query()}, answer)
}

func (a *Account) must(err error) {
	a.tb.Helper()
	if err != nil {
		a.tb.Fatal(err)
	}
}
