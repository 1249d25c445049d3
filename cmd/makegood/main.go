// Command makegood is the one binary: the demo, the worker and the starter as processes, and the commands that
// support and operations use. There is one file a command: it reads settings, calls another package and prints.
//
// On the path: at both ends. `makegood starter` and `makegood worker` run the path, with the parts that package app
// makes; the other commands read the ledger, or send an act to a refund's workflow.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	keepPrivate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first signal the second one ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], terminal()))
}
