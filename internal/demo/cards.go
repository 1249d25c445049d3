package demo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// deal puts a valid event with a new key into the stream; its refund is paid by itself.
func (d *dealer) deal(shows string, o order) Event {
	return d.dealTo(refund.StatusRefunded, shows, o)
}

// dealTo is deal for a refund with another fate.
func (d *dealer) dealTo(fate refund.Status, shows string, o order) Event {
	e := o.record(shows, fmt.Sprintf("%s/%s", o.OrderID, o.CancellationID))
	d.put(e, o, fate)
	return e
}

func (d *dealer) wholeOrder() { d.plain = d.deal("whole order", d.order(china)) }

func (d *dealer) wholeYen() {
	d.late = d.deal("no decimals, late: earns an offer", d.order(japan).delivered().because("LATE_DELIVERY", "SUPPORT", "agent:7"))
}

func (d *dealer) wholeDinar() {
	o := d.order(kuwait).because("OUT_OF_STOCK", "MERCHANT", "wms:kw1").inTwoCaptures()
	d.deal("three decimals, two captures of an authorisation, out of stock: earns an offer", o)
}

func (d *dealer) twoTenders() {
	o := d.order(america)
	o.Lines[0].Quantity = 3
	o = o.paidWith(tender{"CARD", "ch-" + o.OrderID, 2}, tender{"WALLET", "wa-" + o.OrderID, 1})
	d.split = o.some(1)
	d.deal("part of an order, two tenders", d.split)
}

// part is one of three requests for a piece of one order: the same snapshot in each.
func part(n int) func(*dealer) {
	return func(d *dealer) {
		if n == 1 {
			d.shared = d.order(china).delivered()
			d.shared.Lines[0].Quantity, d.shared.Lines[0].UnitPriceMinor = 3, 3333
			d.shared = d.shared.paidWith(tender{"CARD", "ch-" + d.shared.OrderID, 1}, tender{"STORE_CREDIT", "sc-" + d.shared.OrderID, 1})
		}
		o := d.shared.some(1)
		o.CancellationID = fmt.Sprintf("c-%d", n)
		d.deal("a piece of an order in three pieces", o)
	}
}

func (d *dealer) sameAgain() {
	e := d.plain
	e.Shows = "the same record again"
	d.events = append(d.events, e)
	d.expect.Duplicates++
}

func (d *dealer) sameWithOtherEventID() {
	e := d.late
	e.Shows, e.Headers = "the same body with another event id", slices.Clone(e.Headers)
	e.Headers[1].Value += "/again"
	d.events = append(d.events, e)
	d.expect.Duplicates++
}

func (d *dealer) sameKeyOtherBody() {
	d.reject("CONFLICT", d.split.some(2).record("the same key with another body", d.split.OrderID+"/conflict"))
	d.expect.Conflicts++
}

func (d *dealer) unpaid() {
	o := d.order(america)
	o.Payments = []payment{}
	d.dealTo(refund.StatusNothingToRefund, "an order that was never paid", o)
}

// reject puts an event into the stream that must come to the dead-letter topic.
func (d *dealer) reject(code string, e Event) {
	e.Charges = nil
	d.events = append(d.events, e)
	d.expect.DeadLettered[code]++
}

func (d *dealer) notJSON() {
	e := d.order(europe).record("cut off in the middle", "torn")
	e.Value = e.Value[:len(e.Value)/2]
	d.reject("MALFORMED", e)
}

// hundredfold writes an amount in major units, which a lenient reader takes for minor ones.
func (d *dealer) hundredfold() {
	e := d.order(europe).record("an amount with a decimal point", "hundredfold")
	e.Value = []byte(strings.Replace(string(e.Value), `"unit_price_minor":`, `"unit_price_minor":"128.00","was":`, 1))
	d.reject("MALFORMED", e)
}

// bad is an event that breaks one rule of the contract.
func bad(code string, spoil func(*order)) func(*dealer) {
	return func(d *dealer) {
		o := d.order(europe).some(1)
		spoil(&o)
		d.reject(code, o.record("breaks the contract: "+code, o.OrderID))
	}
}

func (d *dealer) otherType() {
	e := d.order(europe).record("another type of event", "other-type")
	e.Headers = slices.Clone(e.Headers)
	e.Headers[2].Value = "makegood.order.v1.OrderPlaced"
	d.reject("UNKNOWN_TYPE", e)
}

// overLimit costs more than the shipped policy pays without a person, in minor units.
func overLimit(currency string, priceMinor int64) func(*dealer) {
	return func(d *dealer) {
		o := d.order(map[string]shop{"CNY": china, "USD": america}[currency])
		o.Lines[0].Quantity, o.Lines[0].UnitPriceMinor = 1, priceMinor
		d.dealTo(refund.StatusAwaitingApproval, "over the approval limit", o.paidWith(tender{"CARD", "ch-" + o.OrderID, 1}))
	}
}

// faulty is paid by a provider that misbehaves; the simulator reads the fault in the reference.
func faulty(fault string) func(*dealer) {
	return func(d *dealer) {
		o := d.order(europe)
		d.deal("provider fault: "+fault, o.paidWith(tender{"CARD", "ch-" + o.OrderID + "~" + fault, 1}))
	}
}

func (d *dealer) declined() {
	o := d.order(europe)
	d.dealTo(refund.StatusNeedsAttention, "provider declines", o.paidWith(tender{"CARD", "ch-" + o.OrderID + "~decline:instrument", 1}))
}

func (d *dealer) damaged() {
	d.deal("damaged: earns an offer", d.order(china).delivered().because("DAMAGED", "CUSTOMER", "customer:demo"))
}

func (d *dealer) suspicious() {
	d.dealTo(refund.StatusAwaitingApproval, "fraud suspected: a person looks", d.order(america).because("FRAUD_SUSPECTED", "SYSTEM", "risk:engine"))
}

func (d *dealer) withoutBand() {
	d.dealTo(refund.StatusAwaitingApproval, "a currency the policy has no limit for", d.order(chile))
}

func (d *dealer) exclusiveTax() {
	o := d.order(britain)
	net := o.Lines[0].Quantity * o.Lines[0].UnitPriceMinor
	o.Lines[0].Tax = &tax{Mode: "EXCLUSIVE", Rate: "0.2", AmountMinor: (net + 2) / 5}
	o.Lines = append(o.Lines, o.Lines[0])
	o.Lines[1].LineID, o.Lines[1].Tax = "2", nil
	d.deal("part of an order, tax on top", o.paidWith(tender{"CARD", "ch-" + o.OrderID, 1}).some(1))
}

func (d *dealer) giftCardAndWallet() {
	o := d.order(china).delivered().because("OTHER", "SUPPORT", "agent:7")
	d.deal("whole order, gift card and wallet",
		o.paidWith(tender{"GIFT_CARD", "gc-" + o.OrderID, 1}, tender{"WALLET", "wa-" + o.OrderID, 4}))
}
