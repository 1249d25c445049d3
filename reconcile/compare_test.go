package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

var (
	midnight = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	noon     = midnight.Add(12 * time.Hour)
	aDay     = ledger.Period{From: midnight, To: midnight.AddDate(0, 0, 1)}
)

// settledLeg is a leg of 100.00 CNY that was begun at a time and settled a minute later.
func settledLeg(id string, begun time.Time) ledger.ProviderLeg {
	settled := begun.Add(time.Minute)
	l := ledger.ProviderLeg{
		Refund: refund.ID("refund/m/" + id + "/c"), Leg: "1", Provider: "stripe", Reference: "ch_" + id, Currency: "CNY", ProviderRefundID: "re_" + id,
		AmountMinor: 10000, Status: refund.LegSettled, BegunAt: begun, SettledAt: &settled,
	}
	l.Keys = []string{refund.ProviderKey(l.Refund, "1", 1)}
	return l
}

// unsettled is a leg in another state.
func unsettled(id string, begun time.Time, status refund.LegStatus) ledger.ProviderLeg {
	l := settledLeg(id, begun)
	l.Status, l.SettledAt = status, nil
	return l
}

// listedAs is what a provider lists of a leg that it has settled.
func listedAs(l ledger.ProviderLeg, change func(*payment.Listed)) payment.Listed {
	out := payment.Listed{
		ProviderRefundID: "re_" + strings.Split(string(l.Refund), "/")[2], Key: l.Keys[len(l.Keys)-1], Reference: l.Reference, AmountMinor: l.AmountMinor,
		Currency: l.Currency, Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, CreatedAt: l.BegunAt,
	}
	if change != nil {
		change(&out)
	}
	return out
}

// ofADay is a comparison of the day, read when its list is long complete.
func ofADay(legs []ledger.ProviderLeg, outside []ledger.OutsideRefund, listed ...payment.Listed) Input {
	return Input{
		Period: aDay, Read: ledger.Period{From: aDay.From.Add(-time.Hour), To: aDay.To.Add(time.Hour)}, ReadAt: aDay.To.Add(6 * time.Hour),
		Lease: 15 * time.Minute, CompleteAt: func(to time.Time) time.Time { return to }, Legs: legs, Outside: outside, Listed: listed,
	}
}

func TestHowTheBooksAndAListDiffer(t *testing.T) {
	leg, late := settledLeg("1", noon), settledLeg("9", noon)
	state := func(k refund.OutcomeKind) func(*payment.Listed) {
		return func(l *payment.Listed) { l.Outcome.Kind = k }
	}
	otherID := func(id string) func(*payment.Listed) { return func(l *payment.Listed) { l.ProviderRefundID = id } }
	fee := func(minor int64, c refund.Currency) func(*payment.Listed) {
		return func(l *payment.Listed) { l.FeeMinor, l.FeeCurrency = minor, c }
	}
	costs := func(minor int64, c refund.Currency) func(*payment.Listed) {
		return func(l *payment.Listed) { l.Outcome.Settlement = &refund.Settlement{AmountMinor: minor, Currency: c} }
	}
	sentAnew := settledLeg("1", noon)
	sentAnew.Keys = append(sentAnew.Keys, refund.ProviderKey(sentAnew.Refund, "1", 2))
	firstKey := func(l *payment.Listed) { l.Key, l.ProviderRefundID = sentAnew.Keys[0], "re_old" }
	inDollars, withFee, paidTwice := settledLeg("1", noon), settledLeg("1", noon), sentAnew
	inDollars.Settlement, withFee.Fee, paidTwice.ExtraMinor = &refund.Settlement{AmountMinor: 1400, Currency: "USD"}, &refund.Settlement{AmountMinor: 30, Currency: "CNY"}, 10000
	paidLong := settledLeg("1", noon)
	paidLong.BegunAt = noon.AddDate(0, 0, -3)
	substituted := unsettled("1", noon, refund.LegFailed)
	substituted.ExtraMinor = 10000
	outside := func(as ledger.AttributedAs, kind refund.OutcomeKind) []ledger.OutsideRefund {
		return []ledger.OutsideRefund{{
			ProviderRefundID: "re_x", Payment: ledger.NamedPayment{Reference: "ch_9"}, AmountMinor: 10000, TakenMinor: 10000, Currency: "CNY", Outcome: kind, AttributedAs: as,
		}}
	}
	unknown := func(l *payment.Listed) { l.Key, l.ProviderRefundID = "", "re_x" }
	for _, row := range []struct {
		name    string
		legs    []ledger.ProviderLeg
		outside []ledger.OutsideRefund
		listed  []payment.Listed
		want    string
		matched int64
	}{
		{"both say the same", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, nil)}, "", 1},
		{"found by the provider's id where no key is listed", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, func(l *payment.Listed) { l.Key = "" })}, "", 1},
		{"the list does not have it", []ledger.ProviderLeg{leg}, nil, nil, "MISSING", 0},
		{"the same amount under another key and id is another refund", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, unknown)}, "MISSING EXTRA", 0},
		{"sent, and not listed", []ledger.ProviderLeg{unsettled("1", noon, refund.LegUnknown)}, nil, nil, "MISSING", 0},
		{"failed, and not listed", []ledger.ProviderLeg{unsettled("1", noon, refund.LegFailed)}, nil, nil, "", 0},
		{"nobody here asked for it", nil, nil, []payment.Listed{listedAs(late, unknown)}, "EXTRA", 0},
		{"one that failed there takes nothing", nil, nil, []payment.Listed{listedAs(late, state(refund.OutcomeFailed))}, "", 0},
		{"made elsewhere and not explained", nil, outside("", refund.OutcomeSettled), []payment.Listed{listedAs(late, unknown)}, "EXTRA(known)", 0},
		{"made elsewhere and explained", nil, outside(ledger.AttributedGoodwill, refund.OutcomeSettled), []payment.Listed{listedAs(late, unknown)}, "", 1},
		{"made elsewhere, and failed since", nil, outside("", refund.OutcomeFailed), []payment.Listed{listedAs(late, unknown)}, "STATE(known)", 0},
		{"another amount", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, func(l *payment.Listed) { l.AmountMinor = 9000 })}, "AMOUNT", 0},
		{"another currency", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, func(l *payment.Listed) { l.Currency = "USD" })}, "CURRENCY", 0},
		{"paid here, failed there", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, state(refund.OutcomeFailed))}, "STATE", 0},
		{"unknown here, paid there", []ledger.ProviderLeg{unsettled("1", noon, refund.LegUnknown)}, nil, []payment.Listed{listedAs(leg, nil)}, "STATE", 0},
		{"under way on both sides", []ledger.ProviderLeg{unsettled("1", noon, refund.LegUnknown)}, nil, []payment.Listed{listedAs(leg, state(refund.OutcomePending))}, "", 1},
		{"moved twice under one key", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, nil), listedAs(leg, otherID("re_2"))}, "DOUBLE", 1},
		{"moved under an old key too", []ledger.ProviderLeg{sentAnew}, nil, []payment.Listed{listedAs(sentAnew, nil), listedAs(sentAnew, firstKey)}, "DOUBLE", 1},
		{"moved under an old key too, and the books know it", []ledger.ProviderLeg{paidTwice}, nil, []payment.Listed{listedAs(sentAnew, nil), listedAs(sentAnew, firstKey)}, "DOUBLE(known)", 1},
		{"the books know of a second movement that is not listed", []ledger.ProviderLeg{paidTwice}, nil, []payment.Listed{listedAs(sentAnew, nil)}, "MISSING", 1},
		{"a failed try before the paid one", []ledger.ProviderLeg{sentAnew}, nil, []payment.Listed{listedAs(sentAnew, nil), listedAs(sentAnew, func(l *payment.Listed) { firstKey(l); l.Outcome.Kind = refund.OutcomeFailed })}, "", 1},
		{"paid late, in another's place", []ledger.ProviderLeg{substituted}, nil, []payment.Listed{listedAs(leg, nil)}, "", 1},
		{"a settlement that is not booked", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, costs(1400, "USD"))}, "SETTLEMENT", 0},
		{"a settlement that is booked", []ledger.ProviderLeg{inDollars}, nil, []payment.Listed{listedAs(leg, costs(1400, "USD"))}, "", 1},
		{"another settlement", []ledger.ProviderLeg{inDollars}, nil, []payment.Listed{listedAs(leg, costs(1420, "USD"))}, "SETTLEMENT", 0},
		{"a settlement of the leg's own amount", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, costs(10000, "CNY"))}, "", 1},
		{"a fee that is not booked", []ledger.ProviderLeg{leg}, nil, []payment.Listed{listedAs(leg, fee(30, "CNY"))}, "FEE", 0},
		{"a fee that is booked", []ledger.ProviderLeg{withFee}, nil, []payment.Listed{listedAs(leg, fee(30, "CNY"))}, "", 1},
		{"sent days before it settled, and not listed", []ledger.ProviderLeg{paidLong}, nil, nil, "BEYOND", 0},
		{"settled on another day", []ledger.ProviderLeg{settledLeg("1", noon.AddDate(0, 0, -1))}, nil, []payment.Listed{listedAs(leg, nil)}, "", 0},
	} {
		in := ofADay(row.legs, row.outside, row.listed...)
		got := Compare(in)
		if kinds := kindsOf(got); kinds != row.want || got.Matched != row.matched {
			t.Errorf("%s: %q with %d matched, want %q with %d", row.name, kinds, got.Matched, row.want, row.matched)
		}
		tiesOut(t, row.name, got)
	}
}

func kindsOf(c Comparison) string {
	var out []string
	for _, d := range c.Differences {
		word := string(d.Kind)
		if d.Known {
			word += "(known)"
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// fataler is a test of either kind.
type fataler interface {
	Helper()
	Errorf(format string, args ...any)
}

// tiesOut fails unless the items explain what both sides differ by.
func tiesOut(t fataler, name string, c Comparison) {
	t.Helper()
	for _, s := range c.Sums {
		if s.DifferenceMinor != s.ItemsMinor || s.DifferenceMinor != s.BooksMinor-s.ProviderMinor {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestWhatIsNotDueIsNeverMissing: a leg that was sent just before midnight is listed after it.
func TestWhatIsNotDueIsNeverMissing(t *testing.T) {
	nightly := settledLeg("1", aDay.To.Add(-2*time.Minute))
	for _, row := range []struct {
		name   string
		leg    ledger.ProviderLeg
		change func(*Input)
		want   string
	}{
		{"its list is complete", nightly, func(*Input) {}, "MISSING"},
		{"its list is out tomorrow", nightly, func(in *Input) { in.CompleteAt = func(to time.Time) time.Time { return to.Add(24 * time.Hour) } }, "NOT_DUE"},
		{"the list was not read far enough", nightly, func(in *Input) { in.Read.To = aDay.To }, "NOT_DUE"},
		{"a list of what has moved says nothing of what is under way", unsettled("1", noon, refund.LegPending), func(in *Input) { in.BySettlement = true }, "NOT_DUE"},
		{"an attempt may be sending it", unsettled("1", noon, refund.LegSending), func(in *Input) {
			until := in.ReadAt.Add(time.Minute)
			in.Legs[0].LeasedUntil = &until
		}, "NOT_DUE"},
		{"listed after midnight", nightly, func(in *Input) {
			in.Listed = []payment.Listed{listedAs(nightly, func(l *payment.Listed) { l.CreatedAt = aDay.To.Add(time.Minute) })}
		}, ""},
	} {
		in := ofADay([]ledger.ProviderLeg{row.leg}, nil)
		row.change(&in)
		got := Compare(in)
		if kinds := kindsOf(got); kinds != row.want {
			t.Errorf("%s: %q, want %q", row.name, kinds, row.want)
		}
		for _, d := range got.Differences {
			if d.Open == (d.Kind == ledger.ReconcileNotDue) {
				t.Errorf("%s: open is %t", row.name, d.Open)
			}
		}
		tiesOut(t, row.name, got)
	}
}

// TestTheItemsExplainWhatBothSidesDifferBy draws days of everything, and adds up both sides by itself.
func TestTheItemsExplainWhatBothSidesDifferBy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawDay(t)
		got := Compare(in)
		tiesOut(t, "drawn", got)
		var books int64
		for _, l := range in.Legs {
			if inPeriod(in.Period, l.CountedAt()) && l.Currency == "CNY" {
				books += l.MovedMinor()
			}
		}
		for _, s := range got.Sums {
			if s.Measure == ledger.MeasureRefunded && s.Currency == "CNY" && s.BooksMinor != books {
				t.Errorf("the books come to %d, and not %d", s.BooksMinor, books)
			}
		}
		slices.Reverse(in.Listed)
		if again := Compare(in); kindsOf(again) != kindsOf(got) {
			t.Errorf("in another sequence: %q and %q", kindsOf(got), kindsOf(again))
		}
	})
}

func drawDay(t *rapid.T) Input {
	in := ofADay(nil, nil)
	currencies := []refund.Currency{"CNY", "USD"}
	kinds := []refund.OutcomeKind{refund.OutcomeSettled, refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeFailed, refund.OutcomeDeclined}
	for n := range rapid.IntRange(0, 8).Draw(t, "legs") {
		begun := aDay.From.Add(time.Duration(rapid.IntRange(-90, 25*60).Draw(t, "begun")) * time.Minute)
		l := settledLeg(fmt.Sprint(n), begun)
		l.Currency = rapid.SampledFrom(currencies).Draw(t, "currency")
		for generation := range rapid.IntRange(0, 2).Draw(t, "more generations") {
			l.Keys = append(l.Keys, refund.ProviderKey(l.Refund, "1", generation+2))
		}
		if rapid.Bool().Draw(t, "paid twice") {
			l.ExtraMinor = rapid.Int64Range(1, 20000).Draw(t, "extra")
		}
		if rapid.Bool().Draw(t, "unsettled") {
			l.Status, l.SettledAt = rapid.SampledFrom([]refund.LegStatus{refund.LegPending, refund.LegUnknown, refund.LegFailed, refund.LegLateFailed}).Draw(t, "status"), nil
		}
		in.Legs = append(in.Legs, l)
		for range rapid.IntRange(0, 3).Draw(t, "listed") {
			in.Listed = append(in.Listed, listedAs(l, func(listed *payment.Listed) {
				listed.Key = rapid.SampledFrom(append([]string{"", "other"}, l.Keys...)).Draw(t, "key")
				listed.ProviderRefundID = fmt.Sprintf("re_%d_%d", n, len(in.Listed))
				listed.AmountMinor = rapid.SampledFrom([]int64{l.AmountMinor, 9000}).Draw(t, "amount")
				listed.Currency = rapid.SampledFrom([]refund.Currency{l.Currency, "EUR"}).Draw(t, "listed currency")
				listed.Outcome.Kind = rapid.SampledFrom(kinds).Draw(t, "outcome")
				listed.CreatedAt = begun.Add(time.Duration(rapid.IntRange(-5, 30).Draw(t, "created")) * time.Minute)
				if rapid.Bool().Draw(t, "settlement") {
					listed.Outcome.Settlement = &refund.Settlement{AmountMinor: rapid.Int64Range(0, 5000).Draw(t, "cost"), Currency: "USD"}
				}
				if rapid.Bool().Draw(t, "fee") {
					listed.FeeMinor, listed.FeeCurrency = rapid.Int64Range(0, 50).Draw(t, "fee minor"), "USD"
				}
			}))
		}
	}
	return in
}
