//go:build kafka

package soak

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// process is a makegood command under way. Its lines go straight into a file, so that they outlive a kill.
type process struct {
	name string
	// run tells apart the lives of one name.
	run  int
	cmd  *exec.Cmd
	log  string
	done chan struct{}
	// killed: it could not finish what it had begun.
	killed bool
}

// life is the name of one run of the process.
func (p *process) life() string { return fmt.Sprintf("%s.%d", p.name, p.run) }

// leaveMax is how long a process may take to end after SIGTERM.
const leaveMax = 40 * time.Second

// spawn starts "worker-1" and the like; a starter says what it does with each record.
func (r *rig) spawn(name string) *process {
	r.t.Helper()
	kind, _, _ := strings.Cut(name, "-")
	p := &process{name: name, run: len(r.processes), cmd: exec.Command(binary, kind), done: make(chan struct{})}
	p.log = filepath.Join(r.folder("logs"), p.life()+".log")
	file, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = r.env, file, file
	if kind == "starter" {
		p.cmd.Env = append(p.cmd.Env[:len(p.cmd.Env):len(p.cmd.Env)], "MAKEGOOD_LOG_LEVEL=debug")
	}
	if err := p.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is read from its state
		close(p.done)
	}()
	r.t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it may have ended already
		<-p.done
	})
	r.running[name], r.processes = p, append(r.processes, p)
	return p
}

// end sends a signal and waits for the process's end. After SIGTERM it has to end by itself, and well.
func (r *rig) end(p *process, signal syscall.Signal) time.Duration {
	r.t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(signal); err != nil {
		r.t.Errorf("%s: %v: it had ended before: %s", p.name, err, r.tail(p))
	}
	select {
	case <-p.done:
	case <-time.After(leaveMax):
		r.t.Errorf("%s still runs %s after %s: %s", p.name, leaveMax, signal, r.tail(p))
		_ = p.cmd.Process.Kill()
		<-p.done
	}
	if code := p.cmd.ProcessState.ExitCode(); signal == syscall.SIGTERM && code != 0 {
		r.t.Errorf("%s ended with %d after SIGTERM: %s", p.name, code, r.tail(p))
	}
	return time.Since(began)
}

// stopAll ends what runs, as an operator does.
func (r *rig) stopAll() {
	r.t.Helper()
	for _, p := range r.running {
		r.end(p, syscall.SIGTERM)
	}
}

func (r *rig) tail(p *process) string {
	raw, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	lines := bytes.Split(bytes.TrimSpace(raw), []byte("\n"))
	return "\n" + string(bytes.Join(lines[max(0, len(lines)-10):], []byte("\n")))
}

// command runs a makegood command to its end and returns what it prints.
func (r *rig) command(args ...string) []byte {
	r.t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command(binary, args...)
	cmd.Env, cmd.Stderr = r.env, &errs
	out, err := cmd.Output()
	if err != nil {
		r.t.Errorf("makegood %s: %v: %s%s", strings.Join(args, " "), err, errs.String(), out)
	}
	return out
}
