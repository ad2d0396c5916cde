package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"
)

// result is what the runner reads: one JSON line for each thing that a client can do.
type result struct {
	Client  string `json:"client"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Ok      bool   `json:"ok"`
	Via     string `json:"via"`
	Message string `json:"message,omitempty"`
}

// check runs work and reports whether it came to its end.
func check(client, kind, name, via string, work func()) {
	line := result{Client: client, Kind: kind, Name: name, Via: via, Ok: true}
	func() {
		defer func() {
			if problem := recover(); problem != nil {
				line.Ok = false
				line.Message = fmt.Sprintf("%s%v", place(), problem)
			}
		}()
		work()
	}()
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}

// place is the line of the suite in which a check failed.
func place() string {
	for _, line := range strings.Split(string(debug.Stack()), "\n") {
		if strings.Contains(line, "/test/sdk/go/") && !strings.Contains(line, "report.go") {
			return strings.TrimSpace(line[strings.LastIndex(line, "/")+1:]) + ": "
		}
	}
	return ""
}

// must is the value of a call that may not fail.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// done takes a call whose answer holds nothing, and which may not fail.
func done[T any](_ T, err error) {
	if err != nil {
		panic(err)
	}
}

// same says that something is what it should be.
func same(what string, got, want any) {
	if !reflect.DeepEqual(got, want) {
		panic(fmt.Sprintf("%s is %v, not %v", what, got, want))
	}
}

// holds says that something is so.
func holds(what string, so bool) {
	if !so {
		panic("not so: " + what)
	}
}

// refused is the error of a type that a call must end with.
func refused[E error](err error) E {
	var refusal E
	if !errors.As(err, &refusal) {
		panic(fmt.Sprintf("no %T but %v", refusal, err))
	}
	return refusal
}

// ptr is a pointer to a value, as optional fields of the SDK are.
func ptr[T any](value T) *T { return &value }
