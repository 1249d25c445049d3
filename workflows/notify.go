package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// notices are what the customer and other systems are told. Each has an id of what it says, so that telling
// it twice, also by another run, says it once.
type notices struct {
	// told are the ids of what was told, marks say who has heard it. sequence is the last one's number.
	told     map[string]bool
	marks    []refund.NoticeMark
	sequence int
	// untold counts the messages, to customers and to staff, that an activity is still sending.
	untold int
	// corrections counts what was taken back: what is told after one is told anew.
	corrections int
	// correcting is the leg whose correction is being told; empty: the first that bounced. firstOnly: the run began
	// when only that one was told.
	correcting refund.LegID
	firstOnly  bool
	// claimed is the id of the notice that the ledger stored in the same transaction as the change it tells of.
	claimed string
}

// tell sends a notice once, at once. Channels that could not be told are told by DeliverNotice, which retries
// for a day while the story goes on. A notice that was told before is not told again.
func (s *story) tell(ctx workflow.Context, kind refund.NoticeKind) {
	notice := s.notice(kind)
	id := notice.MessageID()
	if s.notices.told[id] {
		return
	}
	s.notices.told[id] = true
	s.notices.sequence++
	if kind == refund.NoticeCorrected {
		s.notices.corrections++
	}
	notice.Sequence, notice.Claimed = s.notices.sequence, s.notices.claimed == id
	index := len(s.notices.marks)
	s.notices.marks = append(s.notices.marks, refund.NoticeMark{Kind: kind, At: notice.At})
	delivery, err := try(ctx, s, activities.Tell, "tell: "+foreign.MD(kind), activities.Telling{Notice: notice, Contact: s.in.Contact})
	s.notices.marks[index].Delivery = delivery
	if err == nil && delivery.Complete() {
		return
	}
	s.notices.untold++
	workflow.GoNamed(s.ctx, "deliver "+string(kind), func(ctx workflow.Context) {
		defer func() { s.notices.untold-- }()
		s.notices.marks[index].Delivery = s.deliver(ctx, activities.Undelivered{Notice: notice, Delivery: delivery})
	})
}

// deliver tells the channels that are left, for a day. A failure changes nothing for the refund; the view says
// which channels were not told.
func (s *story) deliver(ctx workflow.Context, in activities.Undelivered) refund.Delivery {
	delivery, err := regular(ctx, s, activities.DeliverNotice, "tell again: "+foreign.MD(in.Notice.Kind), in)
	if err == nil {
		return delivery
	}
	inc(ctx, metricUntold)
	in.Delivery = activities.ToldSoFar(err, in.Delivery)
	in.Delivery.Problem = "given up after a day"
	ask(ctx, s, activities.GiveUpNotice, "note that nobody tells it any more", in)
	return in.Delivery
}

// claim names a notice before it is told, for the ledger.
func (s *story) claim(kind refund.NoticeKind) refund.MessageClaim {
	id := refund.Notice{Refund: s.id, Kind: kind, Occasion: s.occasion(kind)}.MessageID()
	return refund.MessageClaim{MessageID: id, Kind: kind}
}

// endNotice is the notice of a final status. "Refunded" is said only here, after settlement.
func (s *story) endNotice() refund.NoticeKind { return refund.EndNotice(s.standing) }

// wasTold reports whether a notice of the kind was told on this occasion.
func (s *story) wasTold(kind refund.NoticeKind) bool { return s.notices.told[s.claim(kind).MessageID] }
