package watch_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

// desk is a policy folder, its watcher and what was reported.
type desk struct {
	t       *testing.T
	watcher *watch.Policies
	ticks   chan time.Time
	events  chan watch.Event

	mutex   sync.Mutex
	sources []sheet.Source
	err     error
}

func file(version, window string) sheet.Source {
	return sheet.Source{Name: "p-" + version + ".yaml", Content: []byte(
		"name: p\nversion: \"" + version + "\"\nterms:\n  window_days: " + window + "\n")}
}

func (d *desk) put(err error, sources ...sheet.Source) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.sources, d.err = sources, err
}

func (d *desk) read() ([]sheet.Source, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.sources, d.err
}

// tick lets the watcher look, and waits until it has.
func (d *desk) tick(times int) {
	for range times {
		d.ticks <- time.Time{}
	}
}

func setup(t *testing.T, first sheet.Source) *desk {
	t.Helper()
	d := &desk{t: t, ticks: make(chan time.Time), events: make(chan watch.Event, 10), sources: []sheet.Source{first}}
	w, err := watch.NewPolicies(watch.Files{Read: d.read, Ticks: d.ticks, Report: func(e watch.Event) { d.events <- e }})
	if err != nil {
		t.Fatal(err)
	}
	d.watcher = w
	done := make(chan struct{})
	go func() { w.Run(context.Background()); close(done) }()
	t.Cleanup(func() { close(d.ticks); <-done })
	return d
}

// inForce is the version that new questions are answered by.
func (d *desk) inForce() string { return d.watcher.Set().Latest().Ref().Version }

func (d *desk) event() watch.Event {
	d.t.Helper()
	select {
	case e := <-d.events:
		return e
	case <-time.After(5 * time.Second):
		d.t.Fatal("nothing was reported")
		return watch.Event{}
	}
}

func (d *desk) quiet() {
	d.t.Helper()
	select {
	case e := <-d.events:
		d.t.Fatalf("reported %+v", e)
	default:
	}
}

func TestANewVersionIsTakenOnceItHasSettled(t *testing.T) {
	d := setup(t, file("1", "7"))
	d.put(nil, file("2", "9"))
	d.tick(1)
	d.put(nil, file("2", "99")) // still being written at the first tick
	d.tick(1)
	d.tick(1)
	if e := d.event(); e.Err != nil || e.Of != "policy" || len(e.InForce) != 1 || !strings.HasPrefix(e.InForce[0], "p@2 (") || d.inForce() != "2" {
		t.Errorf("got %+v, in force %s", e, d.inForce())
	}
	if days := d.watcher.Set().Latest().Terms.WindowDays; days != 99 {
		t.Errorf("the window is %d, want the settled 99", days)
	}
	d.tick(3)
	d.quiet()
}

func TestABadFileIsRefusedOnceWithItsLineAndTheOldPolicyStays(t *testing.T) {
	d := setup(t, file("1", "7"))
	d.put(nil, file("2", "soon"))
	d.tick(4)
	e := d.event()
	if e.Err == nil || !strings.Contains(e.Err.Error(), `p-2.yaml`) || !strings.Contains(e.Err.Error(), `line 4: "soon" is not a whole number`) {
		t.Errorf("got %v", e.Err)
	}
	if d.inForce() != "1" || len(e.InForce) != 1 || !strings.HasPrefix(e.InForce[0], "p@1 (") {
		t.Errorf("in force %s, said %v", d.inForce(), e.InForce)
	}
	d.quiet()
	d.put(nil, file("2", "9"))
	d.tick(3)
	if e := d.event(); e.Err != nil || d.inForce() != "2" {
		t.Errorf("mended: got %v, in force %s", e.Err, d.inForce())
	}
}

func TestAVersionThatWasInForceMayNotChange(t *testing.T) {
	d := setup(t, file("1", "7"))
	d.put(nil, file("1", "9"))
	d.tick(3)
	if e := d.event(); e.Err == nil || !strings.Contains(e.Err.Error(), "give the change a new version") {
		t.Errorf("got %v", e.Err)
	}
	if days := d.watcher.Set().Latest().Terms.WindowDays; days != 7 {
		t.Errorf("the window is %d, want the old 7", days)
	}
}

func TestFilesThatCannotBeReadLeaveTheOldPolicyInForce(t *testing.T) {
	d := setup(t, file("1", "7"))
	d.put(errors.New("disk on fire"))
	d.tick(3)
	if e := d.event(); e.Err == nil || !strings.Contains(e.Err.Error(), "disk on fire") || d.inForce() != "1" {
		t.Errorf("got %v, in force %s", e.Err, d.inForce())
	}
	d.quiet()
}

func TestAWatcherDoesNotStartOnABadPolicy(t *testing.T) {
	ticks, report := make(chan time.Time), func(watch.Event) {}
	for name, config := range map[string]watch.Files{
		"a bad file":       {Read: func() ([]sheet.Source, error) { return []sheet.Source{file("1", "soon")}, nil }, Ticks: ticks, Report: report},
		"no file":          {Read: func() ([]sheet.Source, error) { return nil, nil }, Ticks: ticks, Report: report},
		"unreadable files": {Read: func() ([]sheet.Source, error) { return nil, errors.New("no") }, Ticks: ticks, Report: report},
		"nothing to tell":  {Read: func() ([]sheet.Source, error) { return []sheet.Source{file("1", "7")}, nil }, Ticks: ticks},
	} {
		if w, err := watch.NewPolicies(config); err == nil || w != nil {
			t.Errorf("%s: got %v, %v", name, w, err)
		}
	}
}

func TestTheRulesInForceAnswer(t *testing.T) {
	d := setup(t, file("1", "7"))
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	o := refund.Order{PlacedAt: at, Currency: "CNY", Lines: []refund.Line{{LineID: "1", BusinessModel: refund.ModelPhysicalGoods, Quantity: 1, UnitPriceMinor: 500}},
		Payments: []refund.Payment{{PaymentID: "card", Kind: refund.PaymentCard, CapturedMinor: 500, Currency: "CNY"}}}
	c := refund.Cancellation{Key: refund.Key{Merchant: "m", Order: "o", Request: "r"}, Scope: refund.ScopeWholeOrder, OccurredAt: at, Reason: refund.ReasonOther, Order: o}
	h, err := policy.HistoryOf(o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := d.watcher.Assess(c, h)
	if err != nil || a.TotalMinor != 500 || a.Policy.String() != "p@1" {
		t.Errorf("got %d by %s, %v", a.TotalMinor, a.Policy, err)
	}
}
