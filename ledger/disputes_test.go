package ledger

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// heard is a fact of an hour of one day.
func heard(hour int, stage refund.DisputeStage, minor, fee int64) DisputeHeard {
	return DisputeHeard{
		ID: fmt.Sprint(hour, stage), At: time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC),
		DisputeFact: refund.DisputeFact{DisputeID: "d1", Stage: stage, AmountMinor: minor, Currency: "CNY", FeeMinor: fee},
	}
}

func TestADisputeStandsAlikeInWhateverSequenceItIsHeard(t *testing.T) {
	inquiry, opened, won := heard(1, refund.DisputeInquiry, 22600, 0), heard(2, refund.DisputeOpened, 22600, 100), heard(3, refund.DisputeWon, 22600, 0)
	again, lost := heard(4, refund.DisputeOpened, 11300, 0), heard(5, refund.DisputeLost, 11300, 0)
	short := heard(5, refund.DisputeLost, 0, 0)
	atOnce := heard(2, refund.DisputeWon, 0, 0)
	for name, c := range map[string]struct {
		facts []DisputeHeard
		want  DisputeState
		taken int64
	}{
		"an inquiry":                          {[]DisputeHeard{inquiry}, DisputeState{Stage: refund.DisputeInquiry, AmountMinor: 22600}, 0},
		"closed without funds":                {[]DisputeHeard{inquiry, heard(2, refund.DisputeClosed, 0, 0)}, DisputeState{Stage: refund.DisputeClosed, AmountMinor: 22600}, 0},
		"opened":                              {[]DisputeHeard{inquiry, opened}, DisputeState{Stage: refund.DisputeOpened, AmountMinor: 22600, FeeMinor: 100}, 22600},
		"won":                                 {[]DisputeHeard{opened, won}, DisputeState{Stage: refund.DisputeWon, AmountMinor: 22600, FeeMinor: 100}, 0},
		"a second chargeback":                 {[]DisputeHeard{opened, won, again}, DisputeState{Stage: refund.DisputeOpened, AmountMinor: 11300, FeeMinor: 100}, 11300},
		"and lost":                            {[]DisputeHeard{opened, won, again, lost}, DisputeState{Stage: refund.DisputeLost, AmountMinor: 11300, FeeMinor: 100}, 11300},
		"lost, of an amount that is not said": {[]DisputeHeard{opened, short}, DisputeState{Stage: refund.DisputeLost, AmountMinor: 22600, FeeMinor: 100}, 22600},
		"won in the moment it was opened":     {[]DisputeHeard{opened, atOnce}, DisputeState{Stage: refund.DisputeWon, AmountMinor: 22600, FeeMinor: 100}, 0},
		"an inquiry's word after funds moved": {[]DisputeHeard{opened, heard(3, refund.DisputeClosed, 5, 0)},
			DisputeState{Stage: refund.DisputeOpened, AmountMinor: 22600, FeeMinor: 100}, 22600},
	} {
		c.want.Currency = "CNY"
		permutations(c.facts, func(facts []DisputeHeard) {
			got := FoldDispute(facts)
			if got != c.want || got.TakenMinor() != c.taken {
				t.Errorf("%s, heard as %v: got %+v taking %d, want %+v taking %d", name, facts, got, got.TakenMinor(), c.want, c.taken)
			}
		})
	}
}

func TestARefundMadeElsewhereStandsAlikeInWhateverSequenceItIsHeard(t *testing.T) {
	at := func(hour int, kind refund.OutcomeKind) OutsideHeard {
		return OutsideHeard{ID: fmt.Sprint(hour, kind), At: time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC), AmountMinor: 6000, Currency: "CNY", Outcome: kind}
	}
	for name, c := range map[string]struct {
		facts []OutsideHeard
		taken int64
	}{
		"accepted":                     {[]OutsideHeard{at(1, refund.OutcomePending)}, 6000},
		"settled":                      {[]OutsideHeard{at(1, refund.OutcomePending), at(2, refund.OutcomeSettled)}, 6000},
		"failed":                       {[]OutsideHeard{at(1, refund.OutcomePending), at(2, refund.OutcomeFailed)}, 0},
		"bounced":                      {[]OutsideHeard{at(1, refund.OutcomePending), at(2, refund.OutcomeSettled), at(3, refund.OutcomeFailed)}, 0},
		"settled and failed at once":   {[]OutsideHeard{at(1, refund.OutcomeSettled), at(1, refund.OutcomeFailed)}, 0},
		"settled after it had bounced": {[]OutsideHeard{at(2, refund.OutcomeFailed), at(3, refund.OutcomeSettled)}, 6000},
	} {
		permutations(c.facts, func(facts []OutsideHeard) {
			if got := FoldOutside(facts).TakenMinor(); got != c.taken {
				t.Errorf("%s, heard as %v: takes %d, want %d", name, facts, got, c.taken)
			}
		})
	}
}

func TestWhatTheCustomerHasTooMuchBecauseOfDisputesIsReceivable(t *testing.T) {
	for name, c := range map[string]struct {
		borne Borne
		shift int64
	}{
		"10800 had been refunded (P10)":           {Borne{LostMinor: 22600, OverpaidMinor: 10800}, 10800},
		"it is booked already":                    {Borne{LostMinor: 22600, OverpaidMinor: 10800, ReceivableMinor: 10800}, 0},
		"the refund bounced after":                {Borne{LostMinor: 22600, ReceivableMinor: 10800}, -10800},
		"a refund was discharged":                 {Borne{LostMinor: 22600, PayableMinor: 11300, OverpaidMinor: 20000}, 11300},
		"a late success is receivable by itself":  {Borne{LostMinor: 22600, OverpaidMinor: 11300, OwedApartMinor: 11300}, 0},
		"what is owed apart is more than the sum": {Borne{LostMinor: 100, OverpaidMinor: 50, OwedApartMinor: 80}, 0},
	} {
		if got := c.borne.ShiftMinor(); got != c.shift {
			t.Errorf("%s: got %d, want %d", name, got, c.shift)
		}
	}
}

// permutations calls try with every sequence of a list.
func permutations[T any](list []T, try func([]T)) {
	var walk func(at int)
	walk = func(at int) {
		if at == len(list) {
			try(list)
			return
		}
		for i := at; i < len(list); i++ {
			list[at], list[i] = list[i], list[at]
			walk(at + 1)
			list[at], list[i] = list[i], list[at]
		}
	}
	walk(0)
}
