package queue_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/desk/queue"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// listener is a browser that listens to a live page.
type listener struct {
	answer *http.Response
	lines  *bufio.Reader
	leave  context.CancelFunc
}

// listen opens a live page over a real connection.
func (d *desk) listen(target string) (*listener, int) {
	d.t.Helper()
	server := httptest.NewServer(d.handler)
	d.t.Cleanup(server.Close)
	ctx, cancel := context.WithCancel(d.t.Context())
	d.t.Cleanup(cancel) // before the server, which waits for it
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+target, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = answer.Body.Close() })
	return &listener{answer: answer, lines: bufio.NewReader(answer.Body), leave: cancel}, answer.StatusCode
}

// next is the next event, or comment.
func (l *listener) next(t *testing.T) string {
	t.Helper()
	var event strings.Builder
	for {
		line, err := l.lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the page is live no more: %v", err)
		}
		if line == "\n" && !strings.HasPrefix(event.String(), "retry:") {
			return event.String()
		}
		if line == "\n" {
			event.Reset()
			continue
		}
		event.WriteString(line)
	}
}

// told is what an event says.
type told struct {
	Rows []struct {
		ID, Claim, Due, Waits string
		Yours, Overdue        bool
	}
	Counts map[string]int64
}

func rowsIn(t *testing.T, event string) (out told) {
	t.Helper()
	raw, ok := strings.CutPrefix(event, "event: rows\ndata: ")
	if !ok {
		t.Fatalf("the event is %q", event)
	}
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestALivePageIsToldItsRowsWhenTheyChange(t *testing.T) {
	d := newDesk(t)
	beat := make(chan time.Time)
	d.pages.Beat(beat)
	first := d.Waiting("o1", "lead")
	page, status := d.listen("/queue/live?unassigned=1")
	if status != http.StatusOK || !strings.HasPrefix(page.answer.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("answered %d %s", status, page.answer.Header.Get("Content-Type"))
	}
	if got := rowsIn(t, page.next(t)); len(got.Rows) != 1 || got.Rows[0].ID != string(first) || got.Counts["all"] != 1 {
		t.Errorf("at first %+v", got)
	}
	if comment := page.next(t); !strings.HasPrefix(comment, ": ") {
		t.Errorf("nothing has changed, and it is told %q", comment)
	}
	beat <- time.Time{} // the poller has read its first mark
	second := d.Waiting("o2", "lead")
	beat <- time.Time{}
	if got := rowsIn(t, page.next(t)); len(got.Rows) != 2 || got.Rows[1].ID != string(second) {
		t.Errorf("then %+v", got)
	}
	d.post("/queue/claim", "id", string(first))
	beat <- time.Time{}
	if got := rowsIn(t, page.next(t)); got.Rows[0].Claim != "ann until 12:15 UTC" || !got.Rows[0].Yours {
		t.Errorf("after a claim %+v", got)
	}
	d.Assign(first, "ben")
	beat <- time.Time{}
	if got := rowsIn(t, page.next(t)); len(got.Rows) != 1 || got.Rows[0].ID != string(second) {
		t.Errorf("what is assigned stays in the view of the others: %+v", got)
	}
}

func TestALivePageGivesASignOfLifeAndNoticesWhatTimeDoes(t *testing.T) {
	d := newDesk(t)
	beat := make(chan time.Time)
	d.pages.Beat(beat)
	id := d.Waiting("o1", "lead")
	d.post("/queue/claim", "id", string(id))
	page, _ := d.listen("/queue/live")
	page.next(t)
	page.next(t)
	for range queue.WakeEvery + 1 {
		beat <- time.Time{}
	}
	if sign := page.next(t); sign != ": unchanged\n" {
		t.Errorf("the sign of life is %q", sign)
	}
	d.Clock.Advance(4 * time.Minute)
	c, p := ledgerRequest("o2", d.Clock.Now().Add(time.Second))
	d.Propose(c, p)
	d.Begin(c.ID())
	d.Record(c.ID(), refund.OutcomeDeclined)
	beat <- time.Time{}
	if got := rowsIn(t, page.next(t)); len(got.Rows) != 2 || got.Rows[0].Overdue {
		t.Errorf("a second before %+v", got)
	}
	d.Clock.Advance(2 * time.Second) // nobody writes anything
	for range queue.WakeEvery + 1 {
		beat <- time.Time{}
	}
	if got := rowsIn(t, page.next(t)); !got.Rows[0].Overdue {
		t.Errorf("a second after %+v", got)
	}
}

func TestALivePageEndsWhenItsTimeIsOverAndWhenTheServerEnds(t *testing.T) {
	for name, end := range map[string]func(*desk, chan time.Time){
		"its time is over": func(d *desk, beat chan time.Time) {
			d.Clock.Advance(queue.LiveLasts)
			for range queue.WakeEvery + 1 {
				beat <- time.Time{}
			}
		},
		"the server ends": func(d *desk, _ chan time.Time) { d.pages.Close() },
	} {
		d := newDesk(t)
		beat := make(chan time.Time)
		d.pages.Beat(beat)
		page, _ := d.listen("/queue/live")
		page.next(t)
		page.next(t)
		end(d, beat)
		if _, err := io.ReadAll(page.lines); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// idle is a service whose ledger says how often it is asked.
type idle struct {
	queue.Service
	marks chan struct{}
}

func (s idle) QueueMark(context.Context) (ledger.QueueMark, error) {
	s.marks <- struct{}{}
	return ledger.QueueMark{}, nil
}

func TestOnePollerAsksForAllWhoListenAndNobodyAsksForNobody(t *testing.T) {
	d := newDesk(t)
	marks, beat := make(chan struct{}, 1000), make(chan time.Time)
	d.mount(idle{d.service, marks}, d.Clock.Now)
	d.pages.Beat(beat)
	if len(marks) != 0 {
		t.Error("the ledger is asked before anybody listens")
	}
	var pages []*listener
	for range 3 {
		page, _ := d.listen("/queue/live")
		page.next(t)
		page.next(t)
		pages = append(pages, page)
	}
	beat <- time.Time{}
	beat <- time.Time{} // taken after the mark that the first one asked for
	if asked := len(marks); asked < 2 || asked > 3 {
		t.Errorf("the ledger was asked %d times in two beats", asked)
	}
	for _, page := range pages {
		page.leave()
	}
}

func TestNoMoreListenThanCan(t *testing.T) {
	d := newDesk(t)
	d.pages.Beat(make(chan time.Time))
	d.Waiting("o1", "lead")
	for n := range queue.ListenersMax {
		d.who = refund.Person(fmt.Sprint("p", n/queue.ListenersEachMax))
		page, status := d.listen("/queue/live")
		if status != http.StatusOK {
			t.Fatalf("answered %d", status)
		}
		page.next(t) // it has joined
	}
	d.who = "one more"
	if w := d.get("/queue/live"); w.Code != http.StatusTooManyRequests && w.Code != http.StatusServiceUnavailable {
		t.Errorf("one more is answered %d", w.Code)
	}
}

func TestNobodyTakesEveryPlaceToListen(t *testing.T) {
	d := newDesk(t)
	d.pages.Beat(make(chan time.Time))
	d.Waiting("o1", "lead")
	d.who = "greedy"
	for range queue.ListenersEachMax {
		page, status := d.listen("/queue/live")
		if status != http.StatusOK {
			t.Fatalf("answered %d", status)
		}
		page.next(t) // it has joined
	}
	if w := d.get("/queue/live"); w.Code != http.StatusTooManyRequests && w.Code != http.StatusServiceUnavailable {
		t.Errorf("one more of the same person is answered %d", w.Code)
	}
	d.who = "ann"
	if page, status := d.listen("/queue/live"); status != http.StatusOK || page.next(t) == "" {
		t.Errorf("another person is answered %d", status)
	}
}
