package main

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkJudge judges books of many refunds, each of an order and a payment of its own with one settled leg.
func BenchmarkJudge(b *testing.B) {
	for _, count := range []int{2000, 4000} {
		b.Run(fmt.Sprintf("%d refunds", count), func(b *testing.B) {
			e := manyRefunds(count)
			for b.Loop() {
				if found := judge(e); len(found) > 0 {
					b.Fatal(found[0])
				}
			}
		})
	}
}

// manyRefunds are good books in memory, with what the provider moved.
func manyRefunds(count int) evidence {
	e := evidence{provider: "simulator"}
	for n := range count {
		e.addRefund(n)
	}
	for name, minor := range totalsOf(e.entries) {
		at, asset, _ := strings.Cut(name, " ")
		if strings.HasPrefix(at, "pay/") {
			e.accounts = append(e.accounts, account{at, asset, minor})
		}
	}
	return e
}

func (e *evidence) addRefund(n int) {
	id, pay, in := fmt.Sprintf("refund/m/o-%d/c", n), fmt.Sprintf("p%d", n), fmt.Sprintf("m/o-%d", n)
	key, reference := fmt.Sprintf("mgkey%d", n), fmt.Sprintf("ch_%d", n)
	e.payments = append(e.payments, payment{id: pay, provider: "simulator", reference: reference, currency: "CNY", kind: "CARD", instrument: pay})
	e.orders = append(e.orders, order{id: in, snapshot: `{"lines":[{"line_id":"1","quantity":1,"unit_price_minor":1000}],"earned_points":[{"asset":"club","amount":5}]}`})
	e.refunds = append(e.refunds, refundRow{id: id, status: "Refunded", closed: true, total: 1000, merchant: "m", currency: "CNY", recognised: true, order: in, stands: true,
		proposal: `{"assessment":{"total_minor":1000,"components":[{"kind":"LINE","line_id":"1","quantity":1,"amount_minor":1000},` +
			`{"kind":"EARNED_POINTS","units":{"asset":"club","amount":-5}}],"legs":[{"amount_minor":1000}]}}`})
	e.legs = append(e.legs, leg{refund: id, id: "1", payment: pay, amount: 1000, status: "Settled", key: key})
	e.captures = append(e.captures, capture{payment: pay, reference: "cap_" + reference, amount: 1000})
	e.claims = append(e.claims, claim{refund: id, kind: "LINE", order: in, line: "1", quantity: 1, amount: 1000})
	for i, name := range []string{"Received", "Reserved", "LegBegun", "LegSettled"} {
		states := []string{"", "Received", "Assessing", "PayingOut", "Refunded"}
		e.trail = append(e.trail, event{refund: id, at: int64(i), name: name, from: states[i], to: states[i+1]})
	}
	e.post(entry{subject: pay, template: "P0"}, "pay/"+pay+"/captured", "pay/"+pay+"/open", "CNY", 1000)
	e.post(entry{subject: "order/" + in, template: "P14e"}, "points/club/customer-1", "points/club/issuer", "PTS:club", -5)
	e.post(entry{subject: id, template: "P2r"}, "points/club/customer-1", "points/club/issuer", "PTS:club", 5)
	e.post(entry{subject: id, template: "P1"}, "pay/"+pay+"/open", "pay/"+pay+"/held", "CNY", 1000)
	e.post(entry{subject: id, leg: "1", template: "P2"}, "pay/"+pay+"/held", "pay/"+pay+"/sent", "CNY", 1000)
	e.post(entry{subject: id, template: "P2r"}, "m/sales_returns", "m/refunds_payable", "CNY", 1000)
	e.post(entry{subject: id, leg: "1", template: "P3"}, "pay/"+pay+"/sent", "pay/"+pay+"/returned", "CNY", 1000)
	e.post(entry{subject: id, leg: "1", template: "P3"}, "m/refunds_payable", "prov/a/balance", "CNY", 1000)
	e.journal = append(e.journal, movement{Key: key, Reference: reference, Currency: "CNY", AmountMinor: 1000})
}

// post adds a posting of two entries.
func (e *evidence) post(as entry, debit, credit, asset string, minor int64) {
	as.posting, as.asset = int64(len(e.entries)), asset
	as.account, as.amount = debit, minor
	e.entries = append(e.entries, as)
	as.account, as.amount = credit, -minor
	e.entries = append(e.entries, as)
}
