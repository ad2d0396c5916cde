package smsemulatortest

import (
	"net/http"
	"time"
)

// Credentials are with what clients log in (account, user, password) or sign (AK, SK).
type Credentials struct {
	Account  string    `json:"account"`
	DomainID string    `json:"domain_id"`
	User     string    `json:"user"`
	Password string    `json:"password"`
	AK       string    `json:"ak"`
	SK       string    `json:"sk"`
	Projects []Project `json:"projects"`
}

// A Project belongs to an account; its name is that of its region.
type Project struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// A Login is a token of 24 hours of the account's clock.
type Login struct {
	Token string
	// Header has what calls to SMS are made with.
	Header    http.Header
	ProjectID string
}

// A Clock is what the clock of an account shows.
type Clock struct {
	// Mode is frozen or flowing.
	Mode string    `json:"mode"`
	Now  time.Time `json:"now"`
	// Pace is how many seconds of migration work pass in a second of the clock.
	Pace float64 `json:"pace"`
}

// A Condition says where a task should be: at least one of State, SubTask, Percent and UserOp.
type Condition struct {
	// Task is the id or the name of the task.
	Task    string `json:"task"`
	State   string `json:"state,omitempty"`
	SubTask string `json:"subtask,omitempty"`
	Percent int    `json:"percent,omitempty"`
	// UserOp is a round, such as REPLICATE or CUTOVER0.
	UserOp string `json:"user_op,omitempty"`
}

// A Move is how far a clock was moved, and why it stopped there.
type Move struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Stopped is duration, condition, idle, max or events (docs/control-api.md).
	Stopped string  `json:"stopped"`
	Events  []Event `json:"events"`
}

// An Event happened while a clock was moved.
type Event struct {
	At     time.Time      `json:"at"`
	Type   string         `json:"type"`
	Task   string         `json:"task"`
	Source string         `json:"source"`
	Data   map[string]any `json:"data"`
}

// A Filter says which calls are meant: all that is given must fit, and * is any text.
type Filter struct {
	Operation, Method, Path, Status, Code, Since string
}

// A Call is one that a client made to SMS or IAM.
type Call struct {
	// ID is the x-request-id of its answer.
	ID string `json:"id"`
	// Clock is what the account's clock showed.
	Clock     time.Time `json:"clock"`
	Method    string    `json:"method"`
	Path      string    `json:"path"`
	Operation string    `json:"operation"`
	// Status is 0 when no answer was sent.
	Status int    `json:"status"`
	Code   string `json:"code"`
	// Fault is the id of the fault that it met.
	Fault       string       `json:"fault"`
	Request     Message      `json:"request"`
	Response    Message      `json:"response"`
	Explanation *Explanation `json:"explanation"`
}

// A Message is what was sent or answered.
type Message struct {
	// Body is JSON where possible, else a text.
	Body  any `json:"body"`
	Bytes int `json:"bytes"`
}

// An Explanation says why a call was refused, or what a fault did to it.
type Explanation struct {
	Why    string   `json:"why"`
	Causes []string `json:"causes"`
}

// Faults are what calls of an account meet.
type Faults struct {
	Faults []Fault `json:"faults"`
	// Left is 0 when all were used up.
	Left int `json:"left"`
}

// A Fault is what some calls meet (docs/faults.md).
type Fault struct {
	ID     string         `json:"id"`
	Match  map[string]any `json:"match"`
	Effect map[string]any `json:"effect"`
	Used   int            `json:"used"`
	// Left is nil for one that is always met.
	Left *int `json:"left"`
}
