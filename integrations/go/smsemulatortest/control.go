package smsemulatortest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// An Error is a refusal of the emulator.
type Error struct {
	// Status is that of HTTP.
	Status int
	// Code is one of docs/errors.md, such as EMULATOR.0400.
	Code string
	// Message says what was given, what is wrong with it, and what to give instead.
	Message string
}

func (e *Error) Error() string { return e.Message }

// The emulator is on this machine or named by the user: no proxy is asked for the way.
var client = &http.Client{
	Transport: &http.Transport{Proxy: nil, MaxIdleConnsPerHost: 16},
	Timeout:   2 * time.Minute,
}

// control calls the control API of one emulator. The URL has no slash at its end.
type control struct{ url, token string }

// call is what a call sends: the account of the path, the query, and a body that is a map of
// fields, or a text, which is sent as YAML.
type call struct {
	account string
	query   map[string]string
	fields  map[string]any
	text    string
}

// send makes the call of an operation, and reads its answer into answer unless that is nil.
func (c control) send(name string, call call, answer any) error {
	entry, isKnown := operations[name]
	if !isKnown {
		return fmt.Errorf("there is no operation %s", name)
	}
	if err := errors.Join(check(name, call.query, entry.query), check(name, call.fields, entry.body)); err != nil {
		return err
	}
	address := c.url + "/_emulator/" + strings.ReplaceAll(entry.path, "{account}", url.PathEscape(call.account))
	values := url.Values{}
	for key, value := range call.query {
		values.Set(key, value)
	}
	if len(values) > 0 {
		address += "?" + values.Encode()
	}
	body, contentType := []byte(call.text), "application/yaml"
	if entry.body != document {
		contentType = "application/json"
		if call.fields != nil {
			var err error
			if body, err = json.Marshal(call.fields); err != nil {
				return err
			}
		}
	}
	request, err := http.NewRequest(entry.method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if len(body) > 0 {
		request.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		request.Header.Set("X-Emulator-Token", c.token)
	}
	return c.read(request, answer)
}

func (c control) read(request *http.Request, answer any) error {
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("no emulator answers at %s: %w", c.url, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 400 {
		var refusal struct{ Error *Error }
		if json.Unmarshal(text, &refusal) != nil || refusal.Error == nil {
			return fmt.Errorf("what is at %s is not an emulator: it answered %d", c.url, response.StatusCode)
		}
		refusal.Error.Status = response.StatusCode
		return refusal.Error
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

// check refuses names that the table of operations has not.
func check[Value any](name string, given map[string]Value, known string) error {
	names := strings.Fields(known)
	for key := range given {
		if !slices.Contains(names, key) {
			return fmt.Errorf("%s takes no %s; it takes %s", name, key, known)
		}
	}
	return nil
}
