package messagingtest

import (
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Record is a published status as another system reads it.
type Record struct {
	ID          string
	OrderID     string
	Notice      refund.NoticeKind
	Status      refund.Status
	AmountMinor int64
}

// TopicRig is one status topic under test; Records reads what was published, an order's in order.
type TopicRig struct {
	Topic   messaging.StatusTopic
	Records func(t *testing.T, count int) []Record
}

// RunTopicConformance holds a status topic to what every one must do.
func RunTopicConformance(t *testing.T, setup func(t *testing.T) TopicRig) {
	t.Run("an order's records keep their order", func(t *testing.T) { keepsOrder(t, setup(t)) })
	t.Run("a repeated record has the same id", func(t *testing.T) { sameID(t, setup(t)) })
	t.Run("a notice without a refund is refused", func(t *testing.T) { refused(t, setup(t)) })
}

// Told is a notice for the suites: of 10000 CNY, 4500 are paid.
func Told(kind refund.NoticeKind, status refund.Status) refund.Notice {
	return refund.Notice{
		Refund: "refund/acme/o-1001/c-1", Kind: kind, Status: status, Offer: refund.OfferNone, Currency: "CNY",
		TotalMinor: 10000, PaidMinor: 4500, At: time.Date(2026, 11, 2, 9, 0, 0, 123000, time.UTC),
	}
}

func publish(t *testing.T, rig TopicRig, n refund.Notice) {
	t.Helper()
	if err := rig.Topic.Publish(t.Context(), n); err != nil {
		t.Fatalf("publish %s: %v", n.MessageID(), err)
	}
}

func keepsOrder(t *testing.T, rig TopicRig) {
	var want []Record
	for n := range 20 {
		notice := Told(refund.NoticeKind("kind_"+strconv.Itoa(n)), refund.StatusPayingOut)
		publish(t, rig, notice)
		want = append(want, Record{
			ID: notice.MessageID(), OrderID: "o-1001", Notice: notice.Kind,
			Status: refund.StatusPayingOut, AmountMinor: 10000,
		})
	}
	if got := rig.Records(t, len(want)); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func sameID(t *testing.T, rig TopicRig) {
	publish(t, rig, Told(refund.NoticeRefunded, refund.StatusRefunded))
	publish(t, rig, Told(refund.NoticeRefunded, refund.StatusRefunded))
	got := rig.Records(t, 2)
	if len(got) != 2 || got[0] != got[1] || got[0].ID != "refund/acme/o-1001/c-1#refunded" {
		t.Errorf("got %+v", got)
	}
}

func refused(t *testing.T, rig TopicRig) {
	n := Told(refund.NoticeRefunded, refund.StatusRefunded)
	n.Refund = "o-1001"
	err := rig.Topic.Publish(t.Context(), n)
	if problem, ok := refund.ProblemIn(err); !ok || problem.Code != refund.CodeBadID {
		t.Errorf("got %v, want BAD_ID", err)
	}
}
