package smsemulatortest

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// Version is that of the emulator that is started by npx or as a container.
	Version = "0.2.0"

	packageName       = "huaweicloud-sms-emulator"
	urlVariable       = "SMS_EMULATOR_URL"
	tokenVariable     = "SMS_EMULATOR_CONTROL_TOKEN"
	superviseVariable = "SMS_EMULATOR_TEST_SUPERVISE"

	startLimit = 2 * time.Minute
	stopLimit  = 5 * time.Second
)

// emulator is one that answers, and how it was found.
type emulator struct {
	control control
	found   string
}

// findOrStart gives all tests of the process the same emulator.
var findOrStart = sync.OnceValues(lookForEmulator)

func lookForEmulator() (*emulator, error) {
	if given := os.Getenv(urlVariable); given != "" {
		one := &emulator{control{strings.TrimRight(given, "/"), os.Getenv(tokenVariable)}, "URL"}
		if err := one.control.send("info", call{}, nil); err != nil {
			return nil, fmt.Errorf("%s=%s: %w", urlVariable, given, err)
		}
		return one, nil
	}
	if path, err := exec.LookPath("sms-emulator"); err == nil {
		return startProcess("command sms-emulator", path)
	}
	if path, err := exec.LookPath("npx"); err == nil {
		return startProcess("npx", path, "--yes", packageName+"@"+Version)
	}
	if path, err := exec.LookPath("docker"); err == nil {
		return startContainer(path)
	}
	return nil, fmt.Errorf("there is no emulator: %s is not set, and there is neither sms-emulator "+
		"(npm install --global %s) nor npx nor docker on the PATH", urlVariable, packageName)
}

var common = []string{"--clock", "frozen", "--pace", "1", "--log-level", "warn"}

func startProcess(found string, command ...string) (*emulator, error) {
	folder, err := os.MkdirTemp("", "sms-emulator-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "endpoints.json")
	arguments := append(command, "start", "--port", "0", "--endpoints-file", file)
	child, err := supervised(append(arguments, common...))
	if err != nil {
		return nil, err
	}
	var endpoints struct{ URL string }
	err = child.wait(func() error {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return json.Unmarshal(text, &endpoints)
	})
	if err != nil {
		return nil, fmt.Errorf("%s did not start an emulator: %w", found, err)
	}
	return &emulator{control{endpoints.URL, ""}, found}, nil
}

func startContainer(docker string) (*emulator, error) {
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	token := hex.EncodeToString(secret)
	name, image := "sms-emulator-"+token[:8], packageName+":"+Version
	arguments := []string{docker, "run", "--rm", "--name", name, "--publish", "127.0.0.1::7670",
		"--env", tokenVariable + "=" + token, image, "start", "--host", "0.0.0.0"}
	child, err := supervised(append(arguments, common...))
	if err != nil {
		return nil, err
	}
	one := &emulator{found: "image " + image}
	err = child.wait(func() error {
		address, err := exec.Command(docker, "port", name, "7670/tcp").Output()
		if err != nil {
			return err
		}
		first, _, _ := strings.Cut(string(address), "\n")
		one.control = control{"http://" + strings.TrimSpace(first), token}
		return one.control.send("info", call{}, nil)
	})
	if err != nil {
		return nil, fmt.Errorf("%s did not start: %w", one.found, err)
	}
	return one, nil
}

// child is a supervised program. Its supervisor ends it when the input of that closes, which this
// process holds open as long as it lives, however it ends.
type child struct {
	output *os.File
	ended  chan struct{}
	input  io.WriteCloser
}

// supervised starts a program below a supervisor: this test's own program, which init turns into one.
func supervised(command []string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	output, err := os.CreateTemp("", "sms-emulator-log-")
	if err != nil {
		return nil, err
	}
	supervisor := exec.Command(self, command...)
	supervisor.Env = append(os.Environ(), superviseVariable+"=1")
	supervisor.Stdout, supervisor.Stderr = output, output
	input, err := supervisor.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := supervisor.Start(); err != nil {
		return nil, err
	}
	one := &child{output, make(chan struct{}), input}
	go func() {
		_ = supervisor.Wait()
		close(one.ended)
	}()
	return one, nil
}

// wait tries until the program is ready, has ended, or has taken too long.
func (c *child) wait(isReady func() error) error {
	defer os.Remove(c.output.Name())
	defer c.output.Close()
	deadline := time.After(startLimit)
	for {
		if isReady() == nil {
			return nil
		}
		select {
		case <-c.ended:
			text, _ := os.ReadFile(c.output.Name())
			return errors.New(strings.TrimSpace(string(text)))
		case <-deadline:
			c.input.Close()
			return fmt.Errorf("it was not ready after %s", startLimit)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// In a supervisor there is nothing else to do.
func init() {
	if os.Getenv(superviseVariable) == "1" {
		os.Exit(supervise(os.Args[1:]))
	}
}

// supervise runs a program until it ends, or until there is no more input.
func supervise(command []string) int {
	program := exec.Command(command[0], command[1:]...)
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	program.Env = slicesWithout(os.Environ(), superviseVariable+"=1")
	if err := program.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ended := make(chan struct{})
	go func() {
		_ = program.Wait()
		close(ended)
	}()
	closed := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(closed)
	}()
	select {
	case <-ended:
		return 1
	case <-closed:
	}
	// Where there is no such signal, it is killed at once.
	if program.Process.Signal(syscall.SIGTERM) != nil {
		_ = program.Process.Kill()
	}
	select {
	case <-ended:
	case <-time.After(stopLimit):
		_ = program.Process.Kill()
	}
	return 0
}

func slicesWithout(all []string, one string) []string {
	var others []string
	for _, each := range all {
		if each != one {
			others = append(others, each)
		}
	}
	return others
}
