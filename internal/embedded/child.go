package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/makegood/makegood/internal/telemetry"
)

// stopMax is how long a child may take to stop before it is killed.
const stopMax = 10 * time.Second

// command is a child to run; its output is appended to logPath, within the bounds of every log file.
type command struct {
	name    string
	path    string
	args    []string
	logPath string
}

// child is a running process that does not outlive this one.
type child struct {
	command
	process *os.Process
	// gone is closed when the process has ended; exit is set before.
	gone     chan struct{}
	exit     error
	stopping atomic.Bool
}

func startChild(c command) (*child, error) {
	log := telemetry.NewLogFile(c.logPath)
	cmd := exec.Command(c.path, c.args...)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = log, log, stopMax
	cmd.SysProcAttr = apartAndBound()
	running := &child{command: c, gone: make(chan struct{})}
	started := make(chan error)
	go running.live(cmd, log, started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("embedded: %s: %w", c.name, err)
	}
	return running, nil
}

// live starts the process and waits for its end on one operating-system thread: Linux binds the
// child's death to the thread that started it, not to the process.
func (c *child) live(cmd *exec.Cmd, log io.Closer, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer log.Close()
	err := cmd.Start()
	c.process = cmd.Process
	started <- err
	if err != nil {
		return
	}
	c.exit = cmd.Wait()
	close(c.gone)
}

// await asks until the child answers; the error shows the child's last log lines.
func (c *child) await(ctx context.Context, limit time.Duration, answers func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		err := c.ask(ctx, answers)
		if err == nil {
			return nil
		}
		select {
		case <-c.gone:
			return c.failed("ended at once", c.exit)
		case <-ctx.Done():
			return c.failed("does not answer", errors.Join(ctx.Err(), err))
		case <-tick.C:
		}
	}
}

func (c *child) ask(ctx context.Context, answers func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	return answers(ctx)
}

// endedByItself waits for the end and returns nil when it was asked for.
func (c *child) endedByItself() error {
	<-c.gone
	if c.stopping.Load() {
		return nil
	}
	return c.failed("ended by itself", c.exit)
}

func (c *child) failed(how string, err error) error {
	log, readErr := os.ReadFile(c.logPath)
	if readErr != nil {
		return fmt.Errorf("embedded: %s %s: %w (no log: %w)", c.name, how, err, readErr)
	}
	return fmt.Errorf("embedded: %s %s: %w; the last lines of %s:\n%s", c.name, how, err, c.logPath, lastLines(log))
}

// stop asks the process to end, and kills it when it does not.
func (c *child) stop() error {
	c.stopping.Store(true)
	if err := c.process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("embedded: stopping %s: %w", c.name, err)
	}
	timer := time.NewTimer(stopMax)
	defer timer.Stop()
	select {
	case <-c.gone:
	case <-timer.C:
		_ = c.process.Kill()
		<-c.gone
	}
	return nil
}

// lastLines returns the last lines of a log, indented.
func lastLines(log []byte) []byte {
	const lineCountMax = 15
	lines := bytes.Split(bytes.TrimRight(log, "\n"), []byte("\n"))
	lines = lines[max(0, len(lines)-lineCountMax):]
	return append([]byte("  "), bytes.Join(lines, []byte("\n  "))...)
}
