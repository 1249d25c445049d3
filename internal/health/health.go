// Package health answers whether a process works: /readyz whether it can do its work now, /livez whether its own
// loops move. A dependency that is away makes a process unready, and never dead: a restart would not bring it back.
//
// On the path: beside it. Package app gives a Board the checks of a worker or a starter, and serves it beside the
// figures. No request of a probe asks a dependency: what is behind a check is asked by Watch in its own time.
package health

import (
	"encoding/json"
	"net/http"
	"sync"
)

// Check is one thing that a process has to be able to do.
type Check struct {
	Name string
	// Problem is why it cannot at this moment, in words that hold no secret; empty: it can. It never blocks.
	Problem func() string
}

// Board has the checks of a process. It is safe for concurrent use.
type Board struct {
	toEnd <-chan struct{}

	mu    sync.Mutex
	ready []Check
	live  []Check
}

// NewBoard is a board without a check. From the moment that toEnd is closed the process is unready: it was told to end.
func NewBoard(toEnd <-chan struct{}) *Board { return &Board{toEnd: toEnd} }

// ReadyWhen adds checks to those that a ready process passes.
func (b *Board) ReadyWhen(checks ...Check) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ready = append(b.ready, checks...)
}

// LiveWhile adds checks to those that a living process passes.
func (b *Board) LiveWhile(checks ...Check) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.live = append(b.live, checks...)
}

// Result is what a check said.
type Result struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Reason is empty where OK.
	Reason string `json:"reason,omitempty"`
}

// Report is the body of an answer.
type Report struct {
	OK     bool     `json:"ok"`
	Checks []Result `json:"checks"`
}

const drainingReason = "the process was told to end, and finishes what is under way"

// Ready reports whether the process can do its work. Without a check it is not ready: nothing is known of it.
func (b *Board) Ready() Report {
	b.mu.Lock()
	checks := b.ready
	b.mu.Unlock()
	r := reportOf(append([]Check{{Name: "draining", Problem: b.draining}}, checks...))
	r.OK = r.OK && len(checks) > 0
	return r
}

func (b *Board) draining() string {
	select {
	case <-b.toEnd:
		return drainingReason
	default:
		return ""
	}
}

// Live reports whether the process's own loops move.
func (b *Board) Live() Report {
	b.mu.Lock()
	checks := b.live
	b.mu.Unlock()
	return reportOf(checks)
}

func reportOf(checks []Check) Report {
	r := Report{OK: true, Checks: []Result{}}
	for _, c := range checks {
		reason := c.Problem()
		r.Checks = append(r.Checks, Result{Name: c.Name, OK: reason == "", Reason: reason})
		r.OK = r.OK && reason == ""
	}
	return r
}

// Paths of the two questions.
const (
	ReadyPath = "/readyz"
	LivePath  = "/livez"
)

// Handlers answer the two questions, by pattern: 200, or 503 where a check fails, with the Report as JSON.
func (b *Board) Handlers() map[string]http.Handler {
	return map[string]http.Handler{"GET " + ReadyPath: answering(b.Ready), "GET " + LivePath: answering(b.Live)}
}

// Alive answers whether the process's own loops move, for a path that has another name than LivePath.
func (b *Board) Alive() http.Handler { return answering(b.Live) }

func answering(question func() Report) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		report := question()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if !report.OK {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(report) // who asked has gone away
	})
}
