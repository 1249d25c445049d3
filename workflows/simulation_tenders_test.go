package workflows_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

// providerFaults are what a payment's reference may name. Each wears off or ends for good: a fault
// that never answers would keep its refund under way for ever, as it should.
func providerFaults() []string {
	return []string{
		"", "", "", "", "~timeout_before", "~timeout_after_success", "~error_500~2", "~error_503~3", "~error_500_after_success", "~garbage", "~drop",
		"~slow:20ms", "~rate_limit", "~hidden:5ms", "~decline", "~decline:balance~2", "~decline~always", "~pending:3", "~pending_then_fail:2",
		"~requires_action:2", "~abnormal:3", "~lookup_error_500~2", "~garbage~lookup_error_500~3", "~error_503~2~pending:2", "~drop~decline~pending:4",
		"~decline~always", "~bad_request", "~bad_request~always", forgottenKey, forgottenKey, "~pending:25", "~abnormal:25", "~abnormal:25", "~requires_action:25",
		"~decline:instrument~always", "~slow:150ms",
	}
}

// drawPayments pays the order with a card, and often with other tenders beside it.
func (w *world) drawPayments(o *simulatedOrder, total int64) []refund.Payment {
	kinds := pick(w.chance, [][]refund.PaymentKind{
		{refund.PaymentCard}, {refund.PaymentCard}, {refund.PaymentCard}, {refund.PaymentCard, refund.PaymentWallet},
		{refund.PaymentPoints, refund.PaymentCard}, {refund.PaymentRedPacket, refund.PaymentCard},
		{refund.PaymentCoupon, refund.PaymentCard}, {refund.PaymentPoints, refund.PaymentRedPacket, refund.PaymentCard},
	})
	if total < 100 {
		kinds = kinds[len(kinds)-1:]
	}
	var out []refund.Payment
	for i, kind := range kinds {
		share := total
		if i < len(kinds)-1 {
			share = 1 + w.chance.Int64N(total/4)
		}
		total -= share
		out = append(out, w.drawTender(o, tender{number: i + 1, kind: kind, shareMinor: share}))
	}
	return out
}

// tender is one of an order's payments, before it is written out.
type tender struct {
	number     int
	kind       refund.PaymentKind
	shareMinor int64
}

func (w *world) drawTender(o *simulatedOrder, d tender) refund.Payment {
	w.t.Helper()
	p := request().Cancellation.Order.Payments[0]
	p.PaymentID, p.Kind = refund.PaymentID(fmt.Sprintf("pay-%d", d.number)), d.kind
	p.ProviderReference = fmt.Sprintf("ch_%s-%d%s", o.id, d.number, pick(w.chance, providerFaults()))
	p.CapturedMinor, p.Currency = d.shareMinor, o.order.Currency
	switch d.kind {
	case refund.PaymentPoints:
		p.Units = &refund.Units{Asset: "PTS:club", Amount: 1 + d.shareMinor*3/2}
	case refund.PaymentRedPacket, refund.PaymentCoupon:
		p.InstrumentID, p.FundedBy = fmt.Sprintf("%s-%d", o.id, d.number), pick(w.chance, []string{"", "platform"})
	case refund.PaymentCard, refund.PaymentWallet, refund.PaymentBank, refund.PaymentGiftCard, refund.PaymentStoreCredit:
	}
	w.drawStored(&p, len(w.orders)*10+d.number)
	charge := simulator.Charge{Reference: p.ProviderReference, AmountMinor: d.shareMinor, Currency: string(p.Currency)}
	// Captures have a chance of their own: what else is drawn does not depend on them.
	if chance := rand.New(rand.NewPCG(w.seed, uint64(len(w.orders)*10+d.number))); d.kind == refund.PaymentCard && d.shareMinor > 10 && chance.IntN(4) == 0 {
		p.Captures = drawCaptures(o, d, chance)
		for _, c := range p.Captures {
			charge.Captures = append(charge.Captures, simulator.ChargeCapture{Reference: c.ProviderReference, AmountMinor: c.AmountMinor})
		}
	}
	if err := simulator.RegisterCharge(w.t.Context(), w.url, charge); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// drawStored has the merchant keep half of what is no money itself, and turns some wallets into store credit or gift
// cards of its own. It has a chance of its own too.
func (w *world) drawStored(p *refund.Payment, number int) {
	chance := rand.New(rand.NewPCG(w.seed+1, uint64(number)))
	if p.Kind == refund.PaymentWallet {
		p.Kind = pick(chance, []refund.PaymentKind{refund.PaymentWallet, refund.PaymentGiftCard, refund.PaymentStoreCredit})
	}
	if p.Kind.Stored() && chance.IntN(2) == 0 {
		p.Provider = refund.StoredProvider
	}
}

// storedMoved sums the book of stored value by currency, to its last page.
func (w *world) storedMoved() map[refund.Currency]int64 {
	w.t.Helper()
	moved := map[refund.Currency]int64{}
	for after := int64(0); ; {
		page, err := w.books.StoredMovements(w.t.Context(), refund.StoredQuery{After: after, LimitMax: 1000})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, m := range page {
			if after = m.ID; m.Outcome.Kind == refund.OutcomeSettled {
				moved[m.Instruction.Currency] += m.Instruction.AmountMinor
			}
		}
		if len(page) < 1000 {
			return moved
		}
	}
}

// drawCaptures takes a card's share by two or three captures, in any sequence of their times, each with faults of
// its own.
func drawCaptures(o *simulatedOrder, d tender, chance *rand.Rand) (captures []refund.Capture) {
	left, count := d.shareMinor, 2+chance.IntN(2)
	for i := range count {
		minor := left
		if i < count-1 {
			minor = 1 + chance.Int64N(left/2)
		}
		left -= minor
		at := placedAt.Add(time.Duration(chance.IntN(3)) * time.Hour)
		captures = append(captures, refund.Capture{
			CaptureID: fmt.Sprint("k", i), AmountMinor: minor, CapturedAt: &at,
			ProviderReference: fmt.Sprintf("cap_%s-%d-%d%s", o.id, d.number, i, pick(chance, providerFaults())),
		})
	}
	return captures
}
