// The Go SDK and gophercloud against the emulator. The runner (../run.ts) starts it.
package main

func main() {
	runOpenStack()
	runOperations()
	runMigration()
	runAuthentication()
	runFaults()
}
