package proof_test

import (
	"context"
	"strings"

	"github.com/makegood/makegood/refund"
)

// keepsThePromises holds a cell to what no situation may break.
func (s *stage) keepsThePromises() {
	s.Helper()
	minor, count := s.moved()
	now, balance := s.standing(), s.balance()
	settled, undecided, paying := int64(0), false, 0
	for _, leg := range now.Legs {
		undecided = undecided || leg.Status.Undecided()
		if leg.Via != "" || leg.Void {
			continue
		}
		paying++
		if leg.Status == refund.LegSettled {
			settled += leg.AmountMinor
		}
	}
	if count > max(1, paying)+s.elsewhere {
		s.Errorf("money moved %d times, %d of them elsewhere", count, s.elsewhere)
	}
	booked := balance.ReturnedMinor - s.otherWay(now) + balance.ExternalMinor
	if minor < booked || minor > booked && !undecided || settled > minor-s.elsewhereMinor {
		s.Errorf("the provider moved %d, settled are %d, the books have %d", minor, settled, booked)
	}
	sum := balance.OpenMinor + balance.HeldMinor + balance.SentMinor + balance.ReturnedMinor + balance.KeptBackMinor + balance.ExternalMinor +
		balance.DisputedMinor + balance.ChargedBackMinor - balance.ExcessMinor
	if sum != balance.CapturedMinor || balance.OpenMinor < 0 || balance.ExcessMinor < 0 {
		s.Errorf("the accounts are %+v", balance)
	}
	if findings, err := s.books.Audit(s.Context()); err != nil || len(findings) > 0 {
		s.Errorf("audit: %+v, %v", findings, err)
	}
	if _, early := s.told.said(); len(early) > 0 {
		s.Errorf("told too early: %s", strings.Join(early, "; "))
	}
}

// otherWay is what was settled by a substitute that the books have as refunded; what the bank took they have as charged back.
func (*stage) otherWay(now refund.Standing) (minor int64) {
	for _, leg := range now.Legs {
		if leg.Via != "" && leg.Via != refund.ViaDispute && leg.Status == refund.LegSettled {
			minor += leg.AmountMinor
		}
	}
	return minor
}

func (s *stage) balance() refund.PaymentBalance {
	s.Helper()
	key := s.request.Cancellation.Key
	all, err := s.books.OrderPayments(context.Background(), key.Merchant, key.Order)
	s.must(err)
	if len(all) != 1 {
		s.Fatalf("the order has %d payments", len(all))
	}
	return all[0]
}

// comesTo holds a cell to a refund's status, and to what was moved.
func (s *stage) comesTo(status refund.Status, minor int64) {
	s.Helper()
	moved, _ := s.moved()
	if now := s.standing(); now.Status != status || moved-s.elsewhereMinor != minor {
		s.Errorf("the refund is %s, and %d moved; want %s and %d", now.Status, moved-s.elsewhereMinor, status, minor)
	}
}

func isPaid(s *stage) { s.comesTo(refund.StatusRefunded, paidMinor) }

func movesNothing(s *stage) {
	if minor, count := s.moved(); minor != 0 || count != 0 {
		s.Errorf("%d moved in %d movements", minor, count)
	}
}

// aPersonLooks: what moved by a void is in the books, as a refund that nobody had asked for.
func aPersonLooks(s *stage) {
	if minor, _ := s.moved(); minor != s.balance().ExternalMinor {
		s.Errorf("%d moved, and the books have %d", minor, s.balance().ExternalMinor)
	}
	if leg := s.standing().Legs[0]; leg.NeedsPerson == "" {
		s.Errorf("the leg is %s, and nobody looks", leg.Status)
	}
}

// isRefundedOnce: what was captured went back, whatever became of the rest of the authorisation.
func isRefundedOnce(s *stage) {
	if minor, _ := s.moved(); minor != paidMinor {
		s.Errorf("%d moved", minor)
	}
}

func isVoided(s *stage) {
	movesNothing(s)
	if count := s.voids(); count != 1 || s.standing().Legs[0].Status != refund.LegSettled {
		s.Errorf("%d voids stand, and the leg is %s", count, s.standing().Legs[0].Status)
	}
}

func isCorrected(s *stage) {
	s.comesTo(refund.StatusNeedsAttention, 0)
	if kinds, _ := s.told.said(); kinds[len(kinds)-1] != string(refund.NoticeCorrected) {
		s.Errorf("told %v", kinds)
	}
}

func isPaidTwice(s *stage) {
	s.comesTo(refund.StatusRefunded, paidMinor)
	if b := s.balance(); b.ExcessMinor != paidMinor || b.Stop == "" {
		s.Errorf("the payment is %+v", b)
	}
}

func isNotPaidToo(s *stage) {
	s.comesTo(s.standing().Status, 0)
	if b := s.balance(); b.ExternalMinor != s.elsewhereMinor {
		s.Errorf("the payment is %+v", b)
	}
}
