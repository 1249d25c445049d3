package hooks_test

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/messaging/hooks"
	"github.com/makegood/makegood/refund"
)

func TestALostAnswerIsToldAgainUnderTheSameID(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	id := d.happens(refund.NoticeSent)
	r.answers(lost)
	d.pass(to)
	r.answers(nil)
	d.during(to, time.Minute, 5*time.Second)
	got := r.got()
	if !reflect.DeepEqual(ids(got), []string{id, id}) || got[0].Body != got[1].Body || got[0].Signature == got[1].Signature {
		t.Errorf("got %+v, want the same event twice, each try signed at its own time", got)
	}
	if stands := d.stands("crm"); stands.WaitingCount != 0 || stands.FailureCount != 0 || stands.ToldAt == nil {
		t.Errorf("the endpoint stands as %+v", stands)
	}
}

func TestAnEndpointThatIsNotWellForTwoDaysIsToldEverythingThen(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	r.answers(status(http.StatusInternalServerError))
	want := []string{d.happens(refund.NoticeAcknowledged), d.happens(refund.NoticeSent)}
	d.during(to, 24*time.Hour, 10*time.Minute)
	want = append(want, d.happens(refund.NoticeRefunded))
	d.during(to, 24*time.Hour, 10*time.Minute)
	tried := len(r.got())
	if tried < 10 || tried > 30 || d.stands("crm").WaitingCount != 3 || d.stands("crm").GivenUpCount != 0 {
		t.Errorf("%d tries in two days, the endpoint stands as %+v", tried, d.stands("crm"))
	}
	r.answers(nil)
	d.during(to, 24*time.Hour, 10*time.Minute)
	taken := ids(r.got()[tried:])
	slices.Sort(taken)
	slices.Sort(want)
	if !reflect.DeepEqual(taken, want) {
		t.Errorf("taken %v, want %v, each once", taken, want)
	}
}

func TestAnEventIsTriedTenTimesOverThreeDaysAndThenReplayed(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	r.answers(status(http.StatusBadRequest))
	id := d.happens(refund.NoticeSent)
	began, last := d.Clock.Now(), time.Duration(0)
	for tries := 0; d.Clock.Now().Sub(began) < 10*24*time.Hour; {
		d.during(to, 10*time.Minute, 10*time.Minute)
		if now := len(r.got()); now > tries {
			tries, last = now, d.Clock.Now().Sub(began)
		}
	}
	var ladder time.Duration
	for _, pause := range hooks.Ladder {
		ladder += pause
	}
	if tries := len(r.got()); tries != 10 || last < ladder || last > ladder*6/5 || ladder < 3*24*time.Hour {
		t.Errorf("%d tries, the last after %s; the ladder is %s long", tries, last, ladder)
	}
	if stands := d.stands("crm"); stands.GivenUpCount != 1 || stands.WaitingCount != 0 || stands.Problem != "it refuses (400)" {
		t.Errorf("the endpoint stands as %+v", stands)
	}
	if end := d.troubles[len(d.troubles)-1]; !end.GivenUp || end.EventID != id {
		t.Errorf("said %+v", end)
	}
	r.answers(nil)
	_, err := d.Store.ActOnHooks(t.Context(), ledger.HookActed{Endpoint: "crm", Act: refund.HookReplay, EventIDs: []string{id}, Cause: refund.Cause{Actor: "ann", Reason: "mended"}, Authority: ledgertest.Anything("ann")})
	if err != nil {
		t.Fatal(err)
	}
	d.during(to, time.Hour, time.Minute)
	if got := r.got(); len(got) != 11 || got[10].ID != id || got[10].Body != got[0].Body || d.stands("crm").GivenUpCount != 0 {
		t.Errorf("after the replay %d posts, the endpoint stands as %+v", len(got), d.stands("crm"))
	}
}

func TestAnEndpointThatIsGoneIsSwitchedOffUntilAPersonSwitchesItOn(t *testing.T) {
	d := setup(t)
	gone, well := startReceiver(t, "crm", d.Clock), startReceiver(t, "shop", d.Clock)
	to, _ := d.tells(gone)
	other, _ := d.tells(well)
	gone.answers(status(http.StatusGone))
	first := d.happens(refund.NoticeSent)
	d.pass(to)
	d.pass(other)
	gone.answers(nil)
	second := d.happens(refund.NoticeRefunded)
	d.during(to, 7*24*time.Hour, time.Hour)
	d.pass(other)
	if stands := d.stands("crm"); !stands.Off || stands.WaitingCount != 2 || len(gone.got()) != 1 || stands.Reason != "it is gone (410)" {
		t.Errorf("%d posts, the endpoint stands as %+v", len(gone.got()), stands)
	}
	if !reflect.DeepEqual(ids(well.got()), []string{first, second}) {
		t.Errorf("the other endpoint was told %v", ids(well.got()))
	}
	_, err := d.Store.ActOnHooks(t.Context(), ledger.HookActed{Endpoint: "crm", Act: refund.HookSwitchOn, Cause: refund.Cause{Actor: "ann", Reason: "it is back"}, Authority: ledgertest.Anything("ann")})
	if err != nil {
		t.Fatal(err)
	}
	d.pass(to)
	if got := ids(gone.got()); len(got) != 3 || !slices.Contains(got, second) || d.stands("crm").WaitingCount != 0 {
		t.Errorf("switched on, it was told %v", got)
	}
}

func TestASecretIsRotatedWithoutAnEventLost(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, file := d.tells(r)
	tell := func(stage string, count int) {
		t.Helper()
		d.happens(refund.NoticeKind(stage))
		d.pass(to)
		if got := len(r.got()); got != count || len(r.bad) > 0 {
			t.Errorf("%s: %d posts were believed, %v were not", stage, got, r.bad)
		}
	}
	tell("one", 1)
	linetest.Overwrite(t, file, []byte(secondSecret+"\n"+firstSecret+"\n"))
	tell("the receiver knows the old one", 2)
	r.knows(t, secondSecret)
	tell("the receiver knows the new one", 3)
	linetest.Overwrite(t, file, []byte("whsec_half"))
	tell("the file is being written: the last ones count", 4)
	linetest.Overwrite(t, file, []byte(secondSecret))
	tell("the old one is gone", 5)
	r.knows(t, firstSecret)
	d.happens(refund.NoticeRefunded)
	d.pass(to)
	if len(r.got()) != 5 || len(r.bad) != 1 || d.stands("crm").WaitingCount != 1 {
		t.Errorf("a receiver that knows the old one alone took %d posts, refused %v", len(r.got()), r.bad)
	}
}

func TestASlowEndpointStopsNoOther(t *testing.T) {
	d := setup(t)
	slow, quick := startReceiver(t, "a-slow", d.Clock), startReceiver(t, "quick", d.Clock)
	held, reached := make(chan struct{}), make(chan struct{}, 1)
	slow.answers(func(http.ResponseWriter, post) {
		reached <- struct{}{}
		<-held
	})
	told := make(chan string, 10)
	quick.answers(func(w http.ResponseWriter, p post) {
		w.WriteHeader(http.StatusOK)
		told <- p.ID
	})
	d.tells(slow)
	d.tells(quick)
	first := d.happens(refund.NoticeSent)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { d.sender.Run(ctx); close(ended) }()
	<-reached
	wantNext(t, told, first)
	second := d.happens(refund.NoticeRefunded)
	d.sender.Wake()
	for range 3 { // the pass of the first event may still be ending
		select {
		case d.ticks <- time.Time{}:
		case <-time.After(10 * time.Second):
			t.Fatal("the sender does not look any more")
		}
	}
	wantNext(t, told, second)
	if got := len(slow.got()); got != 1 {
		t.Errorf("the slow one was told %d events at once", got)
	}
	stop()
	close(held)
	<-ended
	if stands := d.stands("a-slow"); stands.ToldAt == nil {
		t.Errorf("what was under way was not finished: %+v", stands)
	}
}

func wantNext(t *testing.T, told <-chan string, want string) {
	t.Helper()
	select {
	case got := <-told:
		if got != want {
			t.Errorf("told %s, want %s", got, want)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("%s was not told", want)
	}
}

// killed is a ledger of a process that is killed after the post and before it is written down.
type killed struct {
	hooks.Books
	reached chan struct{}
}

func (k killed) EndHook(context.Context, refund.HookEnd) error {
	close(k.reached)
	select {}
}

func TestAProcessKilledBetweenSendingAndMarkingTellsAgainUnderTheSameID(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	id := d.happens(refund.NoticeSent)
	config := d.config()
	books := killed{Books: d.Store, reached: make(chan struct{})}
	config.Books = books
	config.NewAttempt = func() string { return "of the killed one" }
	go d.newSender(config).Pass(context.Background(), to.Name)
	<-books.reached
	d.pass(to)
	if got := len(r.got()); got != 1 {
		t.Errorf("another process told it while the first may be at it: %d posts", got)
	}
	d.Clock.Advance(time.Minute)
	d.pass(to)
	d.pass(to)
	if got := ids(r.got()); !reflect.DeepEqual(got, []string{id, id}) || d.stands("crm").WaitingCount != 0 {
		t.Errorf("told %v", got)
	}
}

func TestPatienceThatIsAskedForIsGiven(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		header string
		want   time.Duration
	}{
		"429 and seconds":   {429, "7200", 2 * time.Hour},
		"503 and a date":    {503, "Fri, 20 Nov 2026 14:00:00 GMT", 2 * time.Hour},
		"429 and nothing":   {429, "", 6 * time.Second}, // the ladder's first pause, and half of what chance may add is less
		"429 and for ever":  {429, "99999999", 24 * time.Hour},
		"429 and yesterday": {429, "Thu, 19 Nov 2026 12:00:00 GMT", 6 * time.Second},
		"429 and a word":    {429, "soon", 6 * time.Second},
	} {
		d := setup(t)
		r := startReceiver(t, "crm", d.Clock)
		to, _ := d.tells(r)
		d.happens(refund.NoticeSent)
		r.answers(func(w http.ResponseWriter, _ post) {
			w.Header().Set("Retry-After", c.header)
			w.WriteHeader(c.status)
		})
		d.pass(to)
		d.happens(refund.NoticeRefunded)
		r.answers(nil)
		if c.want > time.Minute {
			d.during(to, c.want-time.Second, c.want-time.Second)
			if got := len(r.got()); got != 1 {
				t.Errorf("%s: %d posts before the time", name, got)
			}
			d.Clock.Advance(time.Second)
		} else {
			d.Clock.Advance(c.want)
		}
		d.pass(to)
		if got := len(r.got()); got != 3 {
			t.Errorf("%s: %d posts after the time", name, got)
		}
	}
}

func TestAnEndpointThatFailsIsTriedWithOneEventAtATimeAndLeftAloneBetween(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	r.answers(status(http.StatusServiceUnavailable))
	for i := range 50 {
		d.happens(refund.NoticeKind("kind_" + strings.Repeat("x", i)))
	}
	d.pass(to)
	first := len(r.got())
	d.during(to, 10*time.Minute, time.Second)
	if tried := len(r.got()) - first; first > 8 || tried < 8 || tried > 20 {
		t.Errorf("%d tries at once, then %d in ten minutes", first, tried)
	}
	r.answers(nil)
	d.during(to, time.Hour, time.Minute)
	if stands := d.stands("crm"); stands.WaitingCount != 0 {
		t.Errorf("well again, the endpoint stands as %+v", stands)
	}
}
