package queue

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

const (
	// liveLasts is how long a live page is served by one request: then the browser asks anew, and is known to be signed in
	// again.
	liveLasts = 5 * time.Minute
	// liveWriteMax is how long one message may take to be written.
	liveWriteMax = 10 * time.Second
	// liveRetryMillis is after how long a browser asks anew.
	liveRetryMillis = 3000
)

// liveMessage is what a live page is told: its rows as they are now, and how many each view has.
type liveMessage struct {
	Rows   []row            `json:"rows"`
	Counts map[string]int64 `json:"counts"`
}

// live tells a page of the queue its rows whenever they are others, as server-sent events. It says what the page itself shows,
// and no more.
func (p *Pages) live(w http.ResponseWriter, r *http.Request) {
	filter, err := support.ParseQueueFilter(r.URL.Query())
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	call := web.Call(r)
	first, err := p.message(r, call, filter)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	leave, ok := p.hub.join(call.Subject.Name)
	if !ok {
		p.set.Fail(w, r, refund.Problem{Code: api.CodeTooManyCalls, Detail: "as many pages are live as can be at once"})
		return
	}
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	out := &stream{w: w, control: http.NewResponseController(w)}
	if out.write(fmt.Sprintf("retry: %d\n\n", liveRetryMillis)) == nil && out.tell(first) == nil {
		p.follow(r, call, filter, out)
	}
}

// follow tells what changes until the browser is gone, the hub is closed, or the request has lasted long enough.
func (p *Pages) follow(r *http.Request, call api.Call, filter support.QueueFilter, out *stream) {
	for ends := p.kit.Now().Add(liveLasts); p.kit.Now().Before(ends); {
		woken := p.hub.next()
		message, err := p.message(r, call, filter) // after next, so that no change is missed
		if err != nil || out.tell(message) != nil {
			return // the browser asks anew
		}
		select {
		case <-r.Context().Done():
			return
		case <-p.hub.closed:
			return
		case <-woken:
		}
	}
}

// message is the page's rows and counts, as JSON.
func (p *Pages) message(r *http.Request, call api.Call, filter support.QueueFilter) (string, error) {
	page, err := p.service.Queue(r.Context(), call, support.QueueRequest{Filter: filter})
	if err != nil {
		return "", err
	}
	views, err := p.views(r, call, "")
	if err != nil {
		return "", err
	}
	out := liveMessage{Rows: []row{}, Counts: map[string]int64{}}
	for _, one := range rowsOf(call, page.Rows) {
		out.Rows = append(out.Rows, one.visible())
	}
	for _, view := range views {
		if view.Counted {
			out.Counts[view.ID] = view.Count
		}
	}
	raw, err := json.Marshal(out)
	return string(raw), err
}

// stream is a browser that listens.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	last    string
}

// tell sends a message that differs from the last one, and else a sign of life.
func (s *stream) tell(message string) error {
	if message == s.last {
		return s.write(": unchanged\n\n")
	}
	s.last = message
	return s.write("event: rows\ndata: " + message + "\n\n") // JSON has no line breaks
}

func (s *stream) write(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(liveWriteMax)) // a server that has none waits as long as its own
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
