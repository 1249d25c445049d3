// Command makegood is the one binary: the demo, the worker and the starter as processes, and what
// support and operations use. Files here are thin, one a command: they read settings, wire
// adapters and print; what is decided is decided elsewhere.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first signal the second one ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], terminal()))
}
