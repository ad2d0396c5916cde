package smsemulatortest

// operation is a call of the control API: its method, its path below /_emulator/, and the names of
// all that it may send. A body that is document is the user's own: a fixture, scenarios, faults.
type operation struct{ method, path, query, body string }

const document = "*"

// operations are all calls of the control API that this package makes. A test of the emulator holds
// them against openapi/control.json.
var operations = map[string]operation{
	"info":          {"GET", "info", "", ""},
	"createAccount": {"POST", "accounts", "", "name clock projects"},
	"deleteAccount": {"DELETE", "accounts/{account}", "", ""},
	"showClock":     {"GET", "clock", "account", ""},
	"updateClock":   {"PUT", "clock", "account", "mode pace"},
	"advanceClock":  {"POST", "clock/advance", "account", "by until max events"},
	"overviewTasks": {"GET", "tasks", "account task", ""},
	"loadFixture":   {"POST", "fixtures", "account replace", "*"},
	"addScenarios":  {"POST", "scenarios", "account replace", "*"},
	"listFaults":    {"GET", "faults", "account", ""},
	"addFaults":     {"POST", "faults", "account", "*"},
	"listRequests":  {"GET", "requests", "account operation method path status code since limit", ""},
}
