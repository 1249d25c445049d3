package sqlite_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// said is a word about dispute d1 of order o1, an hour after the one before.
func said(hour int, stage refund.DisputeStage, feeMinor int64) refund.Fact {
	return refund.Fact{
		ID: string(stage), Kind: refund.FactDispute, Provider: "simulator", Reference: "ch_o1", OccurredAt: time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC),
		Dispute: &refund.DisputeFact{DisputeID: "d1", Stage: stage, AmountMinor: 22600, Currency: "CNY", FeeMinor: feeMinor},
	}
}

func TestALostDisputeIsBorneByTheCustomerTheRefundAndTheMerchant(t *testing.T) {
	d, db := file(t)
	d.Paid("o1", "c1", 1)
	waits := d.Sent("o1", "c2", 1)
	d.Record(waits, refund.OutcomeDeclined)
	balances(t, db, "CNY", map[string]int64{"m1/refunds_payable": -11300, "prov/m1/simulator//balance": -11300})
	d.Book(said(1, refund.DisputeOpened, 100))
	balances(t, db, "CNY", map[string]int64{
		"prov/m1/simulator//disputed_funds": 22600, "m1/dispute_fees": 100, "prov/m1/simulator//balance": -34000,
		"pay/m1/simulator//ch_o1/held": 0, "pay/m1/simulator//ch_o1/excess": 11300, "pay/m1/simulator//ch_o1/disputed": -22600,
	})
	d.Book(said(2, refund.DisputeLost, 100))
	balances(t, db, "CNY", map[string]int64{
		"m1/customer_receivable": 11300, "m1/refunds_payable": 0, "m1/chargeback_loss": 0, "prov/m1/simulator//disputed_funds": 0,
		"m1/dispute_fees": 100, "pay/m1/simulator//ch_o1/charged_back": -22600, "m1/sales_returns": 20000, "m1/output_tax": 2600,
	})
	for _, by := range []refund.Person{"anna", "ben"} {
		answer, err := d.Store.WriteOff(t.Context(), ledger.WriteOff{
			ID: "w1", Provider: "simulator", Reference: "ch_o1", AmountMinor: 11300, Currency: "CNY", By: by, Authority: ledgertest.Anything(by),
		})
		if err != nil || !answer.Accepted {
			t.Fatalf("%s: %+v, %v", by, answer, err)
		}
	}
	balances(t, db, "CNY", map[string]int64{"m1/customer_receivable": 0, "m1/write_off": 11300})
	d.BooksAgree()
}

func TestARefundMadeElsewhereLiesInSuspenseUntilItIsAttributed(t *testing.T) {
	d, db := file(t)
	d.Held("o1", "c1", 1)
	d.Outside("o1", "re_1", 6000)
	balances(t, db, "CNY", map[string]int64{"m1/suspense": 6000, "prov/m1/simulator//balance": -6000, "pay/m1/simulator//ch_o1/external": -6000})
	answer, err := d.Store.Attribute(t.Context(), ledger.Attribution{
		Provider: "simulator", Reference: "ch_o1", ProviderRefundID: "re_1", As: ledger.AttributedLines, By: "anna", Note: "by hand",
		Lines: []ledger.AttributedLine{{LineID: "1", Quantity: 1, AmountMinor: 6000}}, Authority: ledgertest.Anything("anna"),
	})
	if err != nil || !answer.Accepted {
		t.Fatalf("%+v, %v", answer, err)
	}
	balances(t, db, "CNY", map[string]int64{"m1/suspense": 0, "m1/sales_returns": 5310, "m1/output_tax": 690})
	d.BooksAgree()
}

func TestADisputeInAnotherCurrencyIsTakenOfItsBalanceAndExchanged(t *testing.T) {
	d, db := file(t)
	d.Paid("o1", "c1", 1)
	word := func(hour int, stage refund.DisputeStage) refund.Fact {
		f := said(hour, stage, 15)
		f.Dispute.AmountMinor, f.Dispute.Currency = 3200, "USD"
		return f
	}
	d.Book(word(1, refund.DisputeOpened))
	balances(t, db, "USD", map[string]int64{"prov/m1/simulator//balance": -15, "m1/dispute_fees": 15, "fx/m1/position": 0})
	in := ledger.DisputeValue{
		DisputeID: "d1", Provider: "simulator", Reference: "ch_o1", AmountMinor: 22600, Currency: "CNY", By: "anna", Note: "statement", Authority: ledgertest.Anything("anna"),
	}
	if answer, err := d.Store.ValueDispute(t.Context(), in); err != nil || !answer.Accepted {
		t.Fatalf("%+v, %v", answer, err)
	}
	taken := map[string]int64{"prov/m1/simulator//balance": -3215, "m1/dispute_fees": 15, "fx/m1/position": 3200}
	balances(t, db, "USD", taken)
	balances(t, db, "CNY", map[string]int64{"prov/m1/simulator//balance": -11300, "fx/m1/position": -22600, "prov/m1/simulator//disputed_funds": 22600})
	d.Book(word(2, refund.DisputeLost))
	balances(t, db, "USD", taken)
	balances(t, db, "CNY", map[string]int64{
		"prov/m1/simulator//balance": -11300, "fx/m1/position": -22600, "prov/m1/simulator//disputed_funds": 0,
		"m1/customer_receivable": 11300, "m1/chargeback_loss": 11300, "pay/m1/simulator//ch_o1/charged_back": -22600,
	})
	d.Book(word(3, refund.DisputeWon))
	balances(t, db, "USD", map[string]int64{"prov/m1/simulator//balance": -15, "m1/dispute_fees": 15, "fx/m1/position": 0})
	balances(t, db, "CNY", map[string]int64{"prov/m1/simulator//balance": -11300, "fx/m1/position": 0, "m1/customer_receivable": 0, "m1/chargeback_loss": 0})
	d.BooksAgree()
}
