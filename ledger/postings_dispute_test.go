package ledger

import (
	"errors"
	"maps"
	"testing"

	"github.com/makegood/makegood/refund"
)

// The rows of POSTINGS play in their sequence on one set of books: captured, paid, bounced, paid as store credit,
// disputed, won, disputed again and lost, written off.
func TestTheRunningCasePlaysThroughADispute(t *testing.T) {
	books := balances{}
	settled := Payout{Payment: p1, AmountMinor: 10800}
	lost := LostDispute{Payment: p1, AmountMinor: 22600, ReceivableMinor: 10800}
	for _, row := range []struct {
		row
		want controlsOf
	}{
		{row{"P0", "pay/p1/captured 22600", "pay/p1/open 22600", func() (Posting, error) { return PostCapture(p1, 22600, 0) }}, controlsOf{open: 22600}},
		{row{"P1", "pay/p1/open 10800", "pay/p1/held 10800",
			func() (Posting, error) { return PostReserve([]ReservePart{{Payment: p1, AmountMinor: 10800}}) }}, controlsOf{open: 11800, held: 10800}},
		{row{"P2", "pay/p1/held 10800", "pay/p1/sent 10800", func() (Posting, error) { return PostBegin(p1, 10800, 0) }}, controlsOf{open: 11800, sent: 10800}},
		{row{"P2r", "m/output_tax 1242, m/sales_returns 10000", "m/refunds_payable 10800, m/retained_fees 442",
			func() (Posting, error) { return PostRecognise(recognition(t, r1)) }}, controlsOf{open: 11800, sent: 10800}},
		{row{"P3", "m/refunds_payable 10800, pay/p1/sent 10800", "pay/p1/returned 10800, prov/acct1/balance 10800",
			func() (Posting, error) { return PostSettle(settled) }}, controlsOf{open: 11800, returned: 10800}},
		{row{"P6", "pay/p1/returned 10800, prov/acct1/balance 10800", "m/refunds_payable 10800, pay/p1/held 10800",
			func() (Posting, error) { return PostLateFailure(settled, 0) }}, controlsOf{open: 11800, held: 10800}},
		{row{"P16o", "budget/m/b1/free 500", "budget/m/b1/held 500", func() (Posting, error) { return PostOffer(b1, 500) }}, controlsOf{open: 11800, held: 10800}},
		{row{"P2 again", "pay/p1/held 10800", "pay/p1/sent 10800", func() (Posting, error) { return PostBegin(p1, 10800, 0) }}, controlsOf{open: 11800, sent: 10800}},
		{row{"P7", "budget/m/b1/held 500, m/goodwill 500, m/refunds_payable 10800, pay/p1/sent 10800",
			"budget/m/b1/spent 500, m/store_credit 11300, pay/p1/returned 10800", func() (Posting, error) { return PostSettle(credit) }}, controlsOf{open: 11800, returned: 10800}},
		{row{"P8", "m/dispute_fees 100, pay/p1/excess 10800, pay/p1/open 11800, prov/acct1/disputed_funds 22600",
			"pay/p1/disputed 22600, prov/acct1/balance 22700",
			func() (Posting, error) { return PostDisputeOpened(p1, 22600, 100, 11800) }}, controlsOf{returned: 10800, disputed: 22600, excess: 10800}},
		{row{"P9", "pay/p1/disputed 22600, prov/acct1/balance 22600", "pay/p1/excess 10800, pay/p1/open 11800, prov/acct1/disputed_funds 22600",
			func() (Posting, error) { return PostDisputeWon(p1, 22600, 10800) }}, controlsOf{open: 11800, returned: 10800}},
		{row{"P8, the second chargeback", "pay/p1/excess 10800, pay/p1/open 11800, prov/acct1/disputed_funds 22600",
			"pay/p1/disputed 22600, prov/acct1/balance 22600",
			func() (Posting, error) { return PostDisputeOpened(p1, 22600, 0, 11800) }}, controlsOf{returned: 10800, disputed: 22600, excess: 10800}},
		{row{"P10", "m/chargeback_loss 11800, m/customer_receivable 10800, pay/p1/disputed 22600", "pay/p1/charged_back 22600, prov/acct1/disputed_funds 22600",
			func() (Posting, error) { return PostDisputeLost(lost) }}, controlsOf{returned: 10800, chargedBack: 22600, excess: 10800}},
		{row{"P10r, reversed", "pay/p1/charged_back 22600, prov/acct1/disputed_funds 22600", "m/chargeback_loss 11800, m/customer_receivable 10800, pay/p1/disputed 22600",
			func() (Posting, error) { return PostDisputeLossReversed(lost) }}, controlsOf{returned: 10800, disputed: 22600, excess: 10800}},
		{row{"P10 in the end", "m/chargeback_loss 11800, m/customer_receivable 10800, pay/p1/disputed 22600", "pay/p1/charged_back 22600, prov/acct1/disputed_funds 22600",
			func() (Posting, error) { return PostDisputeLost(lost) }}, controlsOf{returned: 10800, chargedBack: 22600, excess: 10800}},
		{row{"P20", "m/write_off 10800", "m/customer_receivable 10800", func() (Posting, error) { return PostWriteOff(p1, 10800) }}, controlsOf{returned: 10800, chargedBack: 22600, excess: 10800}},
	} {
		row.holds(t)
		books.play(t, row.posting)
		if got := books.controls(p1); got != row.want {
			t.Errorf("%s: got %+v, want %+v", row.id, got, row.want)
		}
		books.equation(t, p1)
	}
	for account, want := range map[string]int64{"m/customer_receivable": 0, "m/chargeback_loss": 11800, "m/write_off": 10800, "m/refunds_payable": 0, "prov/acct1/disputed_funds": 0, "prov/acct1/balance": -22700} {
		if books[account] != want {
			t.Errorf("%s is %d, want %d", account, books[account], want)
		}
	}
}

func TestTheOtherPostingsOfDisputesAndOutsideRefunds(t *testing.T) {
	p2 := PaymentRef{ID: "p2", Merchant: "m", ProviderAccount: "acct1", Currency: "CNY", Kind: refund.PaymentCard}
	for _, row := range []row{
		{"P8 of a part", "pay/p1/open 5000, prov/acct1/disputed_funds 5000", "pay/p1/disputed 5000, prov/acct1/balance 5000",
			func() (Posting, error) { return PostDisputeOpened(p1, 5000, 0, 22600) }},
		{"P8 of a fee alone", "m/dispute_fees 100", "prov/acct1/balance 100", func() (Posting, error) { return PostDisputeOpened(p1, 0, 100, 22600) }},
		{"P9 of a part, with a greater excess", "pay/p1/disputed 5000, prov/acct1/balance 5000", "pay/p1/excess 5000, prov/acct1/disputed_funds 5000",
			func() (Posting, error) { return PostDisputeWon(p1, 5000, 6000) }},
		{"P10 without a refund", "m/chargeback_loss 5000, pay/p1/disputed 5000", "pay/p1/charged_back 5000, prov/acct1/disputed_funds 5000",
			func() (Posting, error) { return PostDisputeLost(LostDispute{Payment: p1, AmountMinor: 5000}) }},
		{"P10d discharges a recognised unpaid refund", "m/refunds_payable 11300, pay/p2/disputed 11300", "pay/p2/charged_back 11300, prov/acct1/disputed_funds 11300",
			func() (Posting, error) {
				return PostDisputeLost(LostDispute{Payment: p2, AmountMinor: 11300, PayableMinor: 11300})
			}},
		{"P10x a refund settled after the dispute was lost", "m/customer_receivable 800", "m/chargeback_loss 800", func() (Posting, error) { return PostLossShifted(p1, 800) }},
		{"P10x and bounced", "m/chargeback_loss 800", "m/customer_receivable 800", func() (Posting, error) { return PostLossShifted(p1, -800) }},
		{"P11r failed", "pay/p3/external 6000, prov/acct1/balance 6000", "m/suspense 6000, pay/p3/excess 1000, pay/p3/open 5000",
			func() (Posting, error) { return PostExternalFailed(p3, 6000, 1000) }},
		{"P11a attributed to lines", "m/output_tax 690, m/sales_returns 5310", "m/suspense 6000",
			func() (Posting, error) { return PostAttributed(p3, OutsideMeaning{SalesMinor: 5310, TaxMinor: 690}) }},
		{"P11a an allowance, and goodwill", "m/goodwill 1000, m/output_tax 115, m/sales_allowances 885", "m/suspense 2000",
			func() (Posting, error) {
				return PostAttributed(p3, OutsideMeaning{AllowedMinor: 885, TaxMinor: 115, GoodwillMinor: 1000})
			}},
		{"P11b and failed", "m/suspense 6000", "m/output_tax 690, m/sales_returns 5310",
			func() (Posting, error) {
				return PostAttributionBack(p3, OutsideMeaning{SalesMinor: 5310, TaxMinor: 690})
			}},
	} {
		row.holds(t)
	}
}

func TestWhatNoDisputeComesToIsABug(t *testing.T) {
	for name, post := range map[string]func() (Posting, error){
		"a negative dispute": func() (Posting, error) { return PostDisputeOpened(p1, -1, 0, 5) },
		"more borne than lost": func() (Posting, error) {
			return PostDisputeLost(LostDispute{Payment: p1, AmountMinor: 5, ReceivableMinor: 3, PayableMinor: 3})
		},
		"more taken back than lost": func() (Posting, error) {
			return PostDisputeLossReversed(LostDispute{Payment: p1, AmountMinor: 5, ReceivableMinor: -1})
		},
		"nothing written off":             func() (Posting, error) { return PostWriteOff(p1, 0) },
		"an attribution of nothing":       func() (Posting, error) { return PostAttributed(p3, OutsideMeaning{}) },
		"an attribution that takes money": func() (Posting, error) { return PostAttributionBack(p3, OutsideMeaning{SalesMinor: 10, TaxMinor: -1}) },
	} {
		if _, err := post(); !errors.Is(err, ErrInvariant) {
			t.Errorf("%s: got %v, want ErrInvariant", name, err)
		}
	}
}

// balances are books of one asset.
type balances map[string]int64

func (b balances) play(t *testing.T, post func() (Posting, error)) {
	t.Helper()
	p, err := post()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range p.Entries {
		b[e.Account] += e.AmountMinor
	}
}

// controlsOf are a payment's control accounts as positive amounts.
type controlsOf struct{ open, held, sent, returned, disputed, chargedBack, excess int64 }

func (b balances) controls(p PaymentRef) controlsOf {
	at := func(c Control) int64 { return -b[p.Account(c)] }
	return controlsOf{at(ControlOpen), at(ControlHeld), at(ControlSent), at(ControlReturned), at(ControlDisputed), at(ControlChargedBack), b[p.Account(ControlExcess)]}
}

// equation: captured = open + held + sent + returned + disputed + charged_back - excess, and no account is on its
// wrong side.
func (b balances) equation(t *testing.T, p PaymentRef) {
	t.Helper()
	c := b.controls(p)
	if sum := c.open + c.held + c.sent + c.returned + c.disputed + c.chargedBack - c.excess; sum != b[p.Account(ControlCaptured)] {
		t.Errorf("captured %d, used %d (%v)", b[p.Account(ControlCaptured)], sum, maps.Clone(b))
	}
	if min(c.open, c.held, c.sent, c.returned, c.disputed, c.chargedBack, c.excess) < 0 {
		t.Errorf("an account is on its wrong side: %+v", c)
	}
}
