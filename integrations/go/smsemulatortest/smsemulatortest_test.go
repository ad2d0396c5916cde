package smsemulatortest

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A probe is the TB of a test that is watched: it may fail without this one failing.
type probe struct {
	testing.TB
	cleanups []func()
	failed   bool
	text     strings.Builder
}

func (p *probe) Helper()           {}
func (p *probe) Failed() bool      { return p.failed }
func (p *probe) Skipped() bool     { return false }
func (p *probe) Cleanup(f func())  { p.cleanups = append(p.cleanups, f) }
func (p *probe) Log(values ...any) { fmt.Fprintln(&p.text, values...) }
func (p *probe) Error(values ...any) {
	p.failed = true
	p.Log(values...)
}
func (p *probe) Fatal(values ...any) {
	p.Error(values...)
	panic(p)
}
func (p *probe) Fatalf(format string, values ...any) { p.Fatal(fmt.Sprintf(format, values...)) }

// watch runs a test and returns whether it failed, and what it printed.
func watch(t *testing.T, test func(tb testing.TB)) (bool, string) {
	one := &probe{TB: t}
	func() {
		defer func() {
			if reason := recover(); reason != nil && reason != any(one) {
				panic(reason)
			}
		}()
		test(one)
	}()
	for _, cleanup := range slices.Backward(one.cleanups) {
		cleanup()
	}
	return one.failed, one.text.String()
}

func expectText(t *testing.T, text, pattern string) {
	t.Helper()
	if !regexp.MustCompile(pattern).MatchString(text) {
		t.Fatalf("there is no %s in\n%s", pattern, text)
	}
}

func TestAnAccountIsFreshAndDeletedAfterwards(t *testing.T) {
	var account *Account
	failed, text := watch(t, func(tb testing.TB) {
		account = Start(tb, WithNow(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), WithProjects("cn-north-4"))
		if clock := account.Clock(); clock.Mode != "frozen" || clock.Pace != 1 || clock.Now.Year() != 2026 {
			tb.Fatal(clock)
		}
		if account.Credentials.Projects[0].Name != "cn-north-4" || len(account.Journal(Filter{})) != 0 {
			tb.Fatal(account.Credentials.Projects)
		}
		account.Login()
		account.ExpectCalls(1, Filter{Operation: "KeystoneCreateToken", Status: "201"})
		if account.Flow(60).Pace != 60 || account.Freeze().Mode != "frozen" {
			tb.Fatal(account.Clock())
		}
		if move := account.Advance(time.Minute); move.Stopped != "duration" {
			tb.Fatal(move)
		}
		account.AdvanceUntilIdle()
	})
	if failed || text != "" {
		t.Fatal(text)
	}
	var refusal *Error
	if err := account.ask("showClock", nil); !errors.As(err, &refusal) || refusal.Status != 404 {
		t.Fatal("the account is still there", err)
	}
}

func TestAFailedTestPrintsItsCallsTheReasonOfEachRefusalAndItsClock(t *testing.T) {
	failed, text := watch(t, func(tb testing.TB) {
		account := Start(tb, WithNow(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
		request, _ := http.NewRequest("GET", account.URL+"/v3/tasks/absent", nil)
		request.Header = account.Login().Header
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			tb.Fatal(err)
		}
		response.Body.Close()
		account.ExpectCalls(1, Filter{Operation: "ShowTask", Status: "200"})
	})
	if !failed {
		t.Fatal("it did not fail")
	}
	expectText(t, text, `^Expected 1 call of operation ShowTask, status 200, but there were 0`)
	expectText(t, text, `(?s)SMS emulator: .*account account-\d+ at http.*clock frozen at 2026-01-01T00:00:00.000Z, pace 1`)
	expectText(t, text, `(?m)^  KeystoneCreateToken 201\n  ShowTask 404 SMS.7703: .*\n    .*never seen a task with the id "absent"`)
}

func TestAFailedTestTellsOfCallsWithoutAnAccount(t *testing.T) {
	failed, text := watch(t, func(tb testing.TB) {
		account := Start(tb)
		response, err := http.Get(account.URL + "/v3/sources")
		if err != nil {
			tb.Fatal(err)
		}
		response.Body.Close()
		tb.Fatal("as the test has it")
	})
	if !failed {
		t.Fatal("it did not fail")
	}
	expectText(t, text, `(?m)^calls:\n  none\n1 call without an account was refused during this test, made by it or by another; the latest:\n  GET /v3/sources 401 APIGW.0301: .+\n    .+`)
}

func TestATestThatDoesNotUseUpItsFaultsFails(t *testing.T) {
	failed, text := watch(t, func(tb testing.TB) {
		Start(tb).AddFaults(`{match: {operation: ListTasks}, effect: {status: 503}}`)
	})
	if !failed {
		t.Fatal("it did not fail")
	}
	expectText(t, text, `^Faults were not used up: fault-1 \(operation ListTasks: status 503\) was met by 0 calls, 1 left`)
}

func TestAFaultThatOneCallHasMetSaysOneCall(t *testing.T) {
	left := 1
	text := describeUnusedFaults(Faults{Faults: []Fault{{ID: "fault-1", Used: 1, Left: &left}}})
	expectText(t, text, `was met by 1 call, 1 left`)
}

func TestWhatTheEmulatorRefusesEndsTheTestWithItsSentence(t *testing.T) {
	_, text := watch(t, func(tb testing.TB) {
		Start(tb).AdvanceUntil(Condition{Task: "absent", State: "SYNCING"})
	})
	expectText(t, text, `absent`)
}

func fake(t *testing.T, folder, name, text string) {
	t.Helper()
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestAnEmulatorIsLookedForInOrder(t *testing.T) {
	running, err := findOrStart()
	if err != nil {
		t.Fatal(err)
	}
	command, _ := exec.LookPath("sms-emulator")
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	t.Setenv(urlVariable, "")
	if _, err = lookForEmulator(); err == nil || !strings.Contains(err.Error(), "neither sms-emulator") {
		t.Fatal(err)
	}

	// A container: its commands answer as docker does, and its port is that of this run's emulator.
	address := strings.TrimPrefix(running.control.url, "http://")
	fake(t, folder, "docker", `case "$1" in run) exec /bin/sleep 60 ;; port) echo `+address+` ;; esac`)
	container, err := lookForEmulator()
	if err != nil || container.found != "image huaweicloud-sms-emulator:"+Version || container.control.url != running.control.url {
		t.Fatal(container, err)
	}

	fake(t, folder, "npx", `shift 2; exec `+command+` "$@"`)
	started, err := lookForEmulator()
	if err != nil || started.found != "npx" || started.control.url == running.control.url {
		t.Fatal(started, err)
	}

	fake(t, folder, "sms-emulator", "echo no such luck; exit 1")
	if _, err = lookForEmulator(); err == nil || !strings.Contains(err.Error(), "no such luck") {
		t.Fatal(err)
	}

	t.Setenv(urlVariable, running.control.url+"/")
	if given, err := lookForEmulator(); err != nil || given.found != "URL" {
		t.Fatal(given, err)
	}
}

// TestMain can be told to start an emulator and end: its own program is the process that ends.
func TestMain(m *testing.M) {
	if os.Getenv("START_AND_END") == "1" {
		one, err := findOrStart()
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Print(one.control.url)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestAnEmulatorThatWasStartedEndsWithTheProcess(t *testing.T) {
	process := exec.Command(os.Args[0])
	process.Env = append(slices.DeleteFunc(os.Environ(), func(pair string) bool {
		return strings.HasPrefix(pair, urlVariable+"=")
	}), "START_AND_END=1")
	url, err := process.Output()
	if err != nil {
		t.Fatal(string(url), err)
	}
	other := control{url: string(url)}
	deadline := time.Now().Add(stopLimit)
	for other.send("info", call{}, nil) == nil {
		if time.Now().After(deadline) {
			t.Fatal("it still answers at", string(url))
		}
	}
}

func TestAnAccountCostsMilliseconds(t *testing.T) {
	var times []time.Duration
	for range 50 {
		begun := time.Now()
		watch(t, func(tb testing.TB) { Start(tb) })
		times = append(times, time.Since(begun))
	}
	slices.Sort(times)
	fmt.Printf("an account of its own: %s at best, %s in the middle\n", times[0], times[len(times)/2])
	if times[0] > 100*time.Millisecond {
		t.Fatal(times)
	}
}
