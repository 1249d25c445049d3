// Package embedded starts everything makegood needs around it on one machine: the real Temporal
// dev server as a child process, a Kafka broker on the real protocol in this process, and the
// simulator as a process of its own. All of it listens on 127.0.0.1 and keeps its data in one
// folder, so that a second start goes on where the first one was.
//
// On the path: `makegood demo` and the integration tests stand on it; worker and starter connect
// to it as they would to any cluster.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"go.uber.org/zap"
)

// Ports are where the stack listens; 0 takes a free port.
type Ports struct {
	Temporal   int
	TemporalUI int
	Kafka      int
	Simulator  int
}

// Options say what to start, and where. Logger and Executable are required.
type Options struct {
	// DataDir keeps everything; it is created.
	DataDir string
	Ports   Ports
	// Topics are created with PartitionCount partitions each.
	Topics         []string
	PartitionCount int32
	// TemporalBinary is the Temporal command; empty: the one `make` builds, built if missing.
	TemporalBinary string
	// Executable is the makegood command, whose `simulator` is run.
	Executable string
	// InMemory keeps Temporal's data in memory: two to three times faster unloaded, forgotten at
	// the end. For benches; a figure says which one it used.
	InMemory bool
	// CodecEndpoint is the codec server that the Temporal UI asks; empty: none.
	CodecEndpoint string
	Logger        *zap.Logger
}

// Stack is a running stack.
type Stack struct {
	TemporalAddress string
	TemporalUIURL   string
	KafkaAddress    string
	SimulatorURL    string
	// SimulatorBook is the simulator's own book on disk.
	SimulatorBook string

	stops []func() error
	once  sync.Once
	err   error
	ended chan error
}

// Start starts the stack and returns when every part answers. If a part does not come up, what
// was started is stopped again, and the error shows the part's last log lines.
func Start(ctx context.Context, o Options) (*Stack, error) {
	if o.Logger == nil || o.Executable == "" || o.DataDir == "" {
		return nil, errors.New("embedded: Logger, Executable and DataDir are required")
	}
	if err := os.MkdirAll(o.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("embedded: data folder: %w", err)
	}
	s := &Stack{SimulatorBook: filepath.Join(o.DataDir, "simulator-book.jsonl"), ended: make(chan error, 2)}
	for _, part := range []func(context.Context, Options) error{s.startBroker, s.startSimulator, s.startTemporal} {
		if err := part(ctx, o); err != nil {
			return nil, errors.Join(err, s.Stop())
		}
	}
	return s, nil
}

// StartTemporal starts Temporal alone, in memory, and needs no Executable: for tests of what talks to it.
func StartTemporal(ctx context.Context, o Options) (*Stack, error) {
	o.InMemory = true
	s := &Stack{ended: make(chan error, 2)}
	if err := s.startTemporal(ctx, o); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// Ended receives an error when a part ends by itself.
func (s *Stack) Ended() <-chan error { return s.ended }

// Stop stops the parts, the last started first, and returns when all are gone. It may be called
// more than once.
func (s *Stack) Stop() error {
	s.once.Do(func() {
		for i := len(s.stops) - 1; i >= 0; i-- {
			s.err = errors.Join(s.err, s.stops[i]())
		}
	})
	return s.err
}

// run starts a child and has it stopped with the stack.
func (s *Stack) run(c command) (*child, error) {
	running, err := startChild(c)
	if err != nil {
		return nil, err
	}
	s.stops = append(s.stops, running.stop)
	go func() {
		if err := running.endedByItself(); err != nil {
			s.ended <- err
		}
	}()
	return running, nil
}
