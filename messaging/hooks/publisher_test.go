package hooks_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/hooks"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

func TestWhatIsPosted(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	id := d.happens(refund.NoticeSent)
	d.pass(to)
	want := `{"type":"refund.sent","timestamp":"2026-11-20T12:00:00Z","data":{"event_id":"refund/m1/o1/c1#sent","refund_id":"refund/m1/o1/c1",` +
		`"merchant_id":"m1","order_id":"o1","cancellation_id":"c1","status":"PayingOut","offer":"None","notice":"sent","currency_code":"CNY",` +
		`"total_minor":"11300","sequence":"1","occurred_at":"2026-11-20T12:00:00Z"}}`
	if got := r.got(); len(got) != 1 || got[0].ID != id || got[0].Body != want {
		t.Errorf("got  %+v\nwant %s", got, want)
	}
}

func TestANoticeGoesToThoseWhoWantItAndToKafkaAndIsOneEvent(t *testing.T) {
	d := setup(t)
	all, other, sent := startReceiver(t, "all", d.Clock), startReceiver(t, "other", d.Clock), startReceiver(t, "sent", d.Clock)
	for _, r := range []*receiver{all, other, sent} {
		d.tells(r)
	}
	d.endpoints[1].Merchants, d.endpoints[2].Types = []string{"m2"}, []string{"refund.sent"}
	first := d.happens(refund.NoticeSent)
	again := d.happens(refund.NoticeSent)
	second := d.happens(refund.NoticeRefunded)
	for _, to := range d.inForce() {
		d.pass(to)
	}
	if first != again || len(d.kafka.Published()) != 3 {
		t.Errorf("ids %s and %s, %d records", first, again, len(d.kafka.Published()))
	}
	for _, c := range []struct {
		r    *receiver
		want []string
	}{{all, []string{first, second}}, {other, nil}, {sent, []string{first}}} {
		got := ids(c.r.got())
		if len(got) == 2 && got[0] == second { // a batch has no sequence
			got[0], got[1] = got[1], got[0]
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s was told %v, want %v", c.r.name, got, c.want)
		}
	}
}

func TestAnEventIsKeptWhileKafkaIsAwayAndKafkaIsToldWhileTheLedgerIs(t *testing.T) {
	d := setup(t)
	d.tells(startReceiver(t, "crm", d.Clock))
	notice := refund.Notice{Refund: d.refund, Kind: refund.NoticeSent, At: d.Clock.Now()}
	away := errors.New("away")
	d.kafka.Break(away)
	if err := d.publisher.Publish(t.Context(), notice); !errors.Is(err, away) || d.stands("crm").WaitingCount != 1 {
		t.Errorf("Kafka is away: %v, the endpoint stands as %+v", err, d.stands("crm"))
	}
	d.kafka.Break(nil)
	notice.Refund = "refund/m1/unknown/c1"
	if err := d.publisher.Publish(t.Context(), notice); !errors.Is(err, ledger.ErrNotFound) || len(d.kafka.Published()) != 1 {
		t.Errorf("the ledger does not take it: %v, %d records", err, len(d.kafka.Published()))
	}
	notice.Refund = "no refund"
	if err := d.publisher.Publish(t.Context(), notice); err == nil {
		t.Error("a notice of no refund was published")
	}
}

func TestAnEventThatWouldBeTooLargeIsReduced(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	err := d.publisher.Publish(t.Context(), refund.Notice{
		Refund: d.refund, Kind: refund.NoticeRejected, Status: refund.StatusRejected, Sequence: 7, At: d.Clock.Now(), Why: []string{strings.Repeat("X", hooks.BodyBytesMax)},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.pass(to)
	got := r.got()
	if len(got) != 1 || len(got[0].Body) > 1000 || !strings.HasSuffix(got[0].Body, `"reduced":true}`) || got[0].Data.Sequence != "7" {
		t.Errorf("got %+v", got)
	}
}

func TestOldEventsAreForgottenOnceNobodyWaits(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	d.happens(refund.NoticeSent)
	d.pass(to)
	d.Clock.Advance(30 * 24 * time.Hour)
	d.Clock.Advance(time.Second)
	young := d.happens(refund.NoticeRefunded)
	d.sender.Prune(t.Context())
	left, err := d.Store.HookEvents(t.Context(), ledger.HookEventFilter{})
	if err != nil || len(left) != 1 || left[0].ID != young {
		t.Errorf("left %+v (%v)", left, err)
	}
}

func TestWhatIsMissingIsRefused(t *testing.T) {
	d := setup(t)
	good := d.config()
	for name, change := range map[string]func(*hooks.Config){
		"a ledger": func(c *hooks.Config) { c.Books = nil }, "endpoints": func(c *hooks.Config) { c.Endpoints = nil }, "ticks": func(c *hooks.Config) { c.Ticks = nil },
		"ids": func(c *hooks.Config) { c.NewAttempt = nil }, "chance": func(c *hooks.Config) { c.Random = nil }, "a clock": func(c *hooks.Config) { c.Now = nil },
		"metrics": func(c *hooks.Config) { c.Metrics = nil }, "a time to keep": func(c *hooks.Config) { c.KeepFor = 0 },
	} {
		c := good
		change(&c)
		if _, err := hooks.NewSender(c); err == nil {
			t.Errorf("a sender without %s was made", name)
		}
	}
	if _, err := hooks.NewPublisher(hooks.PublisherConfig{}, &messagingtest.StatusTopic{}); err == nil {
		t.Error("a publisher without a ledger was made")
	}
	if _, err := hooks.NewPublisher(hooks.PublisherConfig{Keeper: d.Store, Endpoints: d.inForce}, nil); err == nil {
		t.Error("a publisher without a next topic was made")
	}
	if _, err := hooks.NewReconciliations(hooks.PublisherConfig{}, nil); err == nil {
		t.Error("a publisher of reconciliations without a ledger was made")
	}
}
