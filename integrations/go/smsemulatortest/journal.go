package smsemulatortest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Journal are the calls of the account's clients that fit a filter, oldest first.
func (a *Account) Journal(filter Filter) []Call {
	a.tb.Helper()
	journal, err := a.journal(filter)
	a.must(err)
	return journal.Requests
}

// ExpectCalls returns the calls that fit a filter if they are exactly times, and else ends the test
// with the calls that were made instead.
func (a *Account) ExpectCalls(times int, filter Filter) []Call {
	a.tb.Helper()
	found := a.Journal(filter)
	if len(found) != times {
		what := strings.Join(pairsOf(filter.fields()), ", ")
		all, err := a.journal(Filter{})
		a.must(err)
		a.tb.Fatalf("Expected %s of %s, but there %s %d. The calls:\n%s", counted(times, "call"), what,
			were(len(found)), len(found), strings.Join(describeCalls(all), "\n"))
	}
	return found
}

// A journal has the calls of an account, oldest first, and the refused calls that named no account.
type journal struct {
	Requests       []Call
	WithoutAccount struct {
		Count  int
		Latest *Call
	} `json:"without_account"`
}

func (a *Account) journal(filter Filter) (journal, error) {
	query := filter.fields()
	query["account"] = a.Name
	var answer journal
	err := a.control.send("listRequests", call{query: query}, &answer)
	return answer, err
}

func (f Filter) fields() map[string]string {
	fields := map[string]string{
		"operation": f.Operation, "method": f.Method, "path": f.Path,
		"status": f.Status, "code": f.Code, "since": f.Since,
	}
	maps.DeleteFunc(fields, func(_, value string) bool { return value == "" })
	return fields
}

const listedMax = 20

// describeCalls has a line for each of the latest calls, for a refused one also why, and the
// likeliest cause; and what is known of the calls without an account.
func describeCalls(all journal) []string {
	var lines []string
	calls := all.Requests
	if len(calls) == 0 {
		lines = append(lines, "  none")
	}
	if others := len(calls) - listedMax; others > 0 {
		lines = append(lines, "  … "+counted(others, "earlier call"))
		calls = calls[others:]
	}
	for _, one := range calls {
		lines = append(lines, describeCall(one))
	}
	if latest := all.WithoutAccount.Latest; latest != nil {
		count := all.WithoutAccount.Count
		latest.Operation = ""
		lines = append(lines,
			fmt.Sprintf("%s without an account %s refused during this test, made by it or by another; the latest:", counted(count, "call"), were(count)),
			describeCall(*latest))
	}
	return lines
}

func were(count int) string {
	if count == 1 {
		return "was"
	}
	return "were"
}

func describeCall(one Call) string {
	name := one.Operation
	if name == "" {
		name = one.Method + " " + one.Path
	}
	line := fmt.Sprintf("  %s %d", name, one.Status)
	if one.Status == 0 {
		line = fmt.Sprintf("  %s no answer", name)
	}
	if one.Code != "" {
		line += " " + one.Code
	}
	if one.Explanation == nil {
		return line
	}
	line += ": " + one.Explanation.Why
	if len(one.Explanation.Causes) > 0 {
		line += "\n    " + one.Explanation.Causes[0]
	}
	return line
}

// describe is what a failed test prints: the calls, why calls were refused, and the clock.
func (a *Account) describe(running *emulator) string {
	var clock Clock
	err := a.ask("showClock", &clock)
	calls, failure := a.journal(Filter{})
	if err = errors.Join(err, failure); err != nil {
		return fmt.Sprintf("SMS emulator: it cannot be asked: %v", err)
	}
	lines := []string{
		fmt.Sprintf("SMS emulator: %s", running.found),
		fmt.Sprintf("account %s at %s", a.Name, a.URL),
		fmt.Sprintf("clock %s at %s, pace %v", clock.Mode, moment(clock.Now), clock.Pace),
		"calls:",
	}
	return strings.Join(append(lines, describeCalls(calls)...), "\n")
}

// counted is a count with its noun, such as "1 call" and "2 calls".
func counted(count int, noun string) string {
	if count != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", count, noun)
}

// describeUnusedFaults is a sentence that names the faults which no call, or not enough calls, met.
func describeUnusedFaults(faults Faults) string {
	var names []string
	for _, fault := range faults.Faults {
		left := "at least 1"
		if fault.Left != nil {
			left = fmt.Sprint(*fault.Left)
		}
		if left == "0" || (fault.Left == nil && fault.Used > 0) {
			continue
		}
		match := strings.Join(pairsOf(fault.Match), ", ")
		if match == "" {
			match = "any call"
		}
		effect := strings.Join(pairsOf(fault.Effect), ", ")
		names = append(names, fmt.Sprintf("%s (%s: %s) was met by %s, %s left", fault.ID, match, effect, counted(fault.Used, "call"), left))
	}
	return fmt.Sprintf("Faults were not used up: %s. The program did not make these calls.", strings.Join(names, "; "))
}

func pairsOf[Value any](values map[string]Value) []string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pairs = append(pairs, fmt.Sprintf("%s %v", name, values[name]))
	}
	return pairs
}
