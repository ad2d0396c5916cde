package smsemulatortest

import (
	"fmt"
	"strings"
	"time"
)

// Clock is what the account's clock shows.
func (a *Account) Clock() Clock {
	a.tb.Helper()
	var clock Clock
	a.must(a.ask("showClock", &clock))
	return clock
}

// Advance moves the clock forward. What is due on the way happens, in order.
func (a *Account) Advance(by time.Duration) Move {
	a.tb.Helper()
	return a.advance(map[string]any{"by": by.Milliseconds()})
}

// AdvanceEvents moves the clock until this number of events has happened by itself.
func (a *Account) AdvanceEvents(amount int) Move {
	a.tb.Helper()
	return a.advance(map[string]any{"events": amount})
}

// AdvanceUntil moves the clock until a task is where it should be, and ends the test with where it
// is instead if that does not happen within 30 days.
func (a *Account) AdvanceUntil(condition Condition) Move {
	a.tb.Helper()
	move := a.advance(map[string]any{"until": condition})
	if move.Stopped != "condition" {
		a.tb.Fatal(a.unmet(condition, move))
	}
	return move
}

// AdvanceUntilIdle moves the clock until nothing is left that happens by itself.
func (a *Account) AdvanceUntilIdle() Move {
	a.tb.Helper()
	move := a.advance(map[string]any{"until": "idle"})
	if move.Stopped != "idle" {
		a.tb.Fatalf("Something is still left that happens by itself; %s.", endOf(move))
	}
	return move
}

// Freeze lets the clock stand still: it moves only when it is advanced.
func (a *Account) Freeze() Clock {
	a.tb.Helper()
	return a.change(map[string]any{"mode": "frozen"})
}

// Flow lets the clock follow real time, with pace seconds of migration work in each second.
func (a *Account) Flow(pace float64) Clock {
	a.tb.Helper()
	return a.change(map[string]any{"mode": "flowing", "pace": pace})
}

func (a *Account) advance(how map[string]any) Move {
	a.tb.Helper()
	var move Move
	a.must(a.control.send("advanceClock", call{query: a.query(), fields: how}, &move))
	return move
}

func (a *Account) change(fields map[string]any) Clock {
	a.tb.Helper()
	var clock Clock
	a.must(a.control.send("updateClock", call{query: a.query(), fields: fields}, &clock))
	return clock
}

func endOf(move Move) string {
	return fmt.Sprintf("the clock stopped at %s (%s)", moment(move.To), move.Stopped)
}

func moment(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

func (a *Account) unmet(condition Condition, move Move) string {
	a.tb.Helper()
	var found struct {
		Tasks []struct {
			State   string
			SubTask string `json:"subtask"`
			Percent int
		}
	}
	query := map[string]string{"account": a.Name, "task": condition.Task}
	a.must(a.control.send("overviewTasks", call{query: query}, &found))
	place := "it no longer exists"
	if len(found.Tasks) > 0 {
		task := found.Tasks[0]
		place = "it is " + task.State
		if task.SubTask != "" {
			place += fmt.Sprintf(", %s at %d %%", task.SubTask, task.Percent)
		}
	}
	return fmt.Sprintf("%s did not reach %s: %s; %s.", condition.Task, aimOf(condition), place, endOf(move))
}

func aimOf(condition Condition) string {
	var parts []string
	for _, part := range [][2]string{
		{"state", condition.State}, {"subtask", condition.SubTask}, {"user_op", condition.UserOp},
	} {
		if part[1] != "" {
			parts = append(parts, part[0]+" "+part[1])
		}
	}
	if condition.Percent != 0 {
		parts = append(parts, fmt.Sprintf("percent %d", condition.Percent))
	}
	return strings.Join(parts, ", ")
}
