package main

import "strings"

// recognitionIsTheProposals: what a recognised refund still owes the customer is what of its legs is not
// paid, and of one that was paid whole, the total, the tax and the fees that were booked, corrections
// included, are those of the proposal that counts (POSTINGS P2r, P15, P2x, P5x).
func recognitionIsTheProposals(e evidence) []finding {
	owed, booked := sums[string]{}, map[string]recognised{}
	for _, line := range e.entries {
		last := line.account[strings.LastIndexByte(line.account, '/')+1:]
		if last == "refunds_payable" {
			owed[line.subject] -= line.amount
		}
		if recognises(line.template) {
			booked[line.subject] = booked[line.subject].plus(line.account, line.amount)
		}
	}
	var out []finding
	for _, r := range e.refunds {
		unpaid := e.unpaid(r)
		if owed[r.id] != unpaid {
			out = append(out, found(codePayableDiffers, r.id, "owes the customer %d, its unpaid legs come to %d", owed[r.id], unpaid))
		}
		want := r.stored().recognised()
		want.fees -= e.spentOfCards(r)
		if is := booked[r.id]; r.recognised && r.status == "Refunded" && is != want {
			out = append(out, found(codeRecognisedDiffers, r.id, "booked %+v, its proposal says %+v", is, want))
		}
	}
	return out
}

// recognises reports whether a template says what a refund means, or corrects or reverses it.
func recognises(template string) bool {
	switch template {
	case "P2r", "P15", "P18", "P2x", "P5x", "P5p":
		return true
	}
	return false
}

// recognised is what a refund means to the merchant's books, in minor units: its own tax and fees, and what its
// sellers bear with the commission that goes back.
type recognised struct{ total, tax, fees, label, sellers, commission int64 }

// plus adds an entry: of P2r, tax is a debit, what is owed and what is kept are credits; of P18, what sellers
// bear and the commission are debits.
func (r recognised) plus(account string, amount int64) recognised {
	first, last := account[:strings.IndexByte(account, '/')+1], account[strings.LastIndexByte(account, '/')+1:]
	switch {
	case last == "refunds_payable":
		r.total -= amount
	case last == "output_tax":
		r.tax += amount
	case last == "retained_fees":
		r.fees -= amount
	case first == "seller/":
		r.sellers += amount
	case first == "platform/" && last == "commission":
		r.commission += amount
	case last == "return_shipping":
		r.label -= amount
	}
	return r
}

// recognised reads a proposal: the tax inside what is kept is neither fee nor label, and what is a seller's is not
// the merchant's.
func (p proposal) recognised() recognised {
	a := p.Assessment
	out := recognised{total: a.TotalMinor, tax: a.TaxMinor, fees: -a.DeductionTaxMinor}
	for _, c := range a.Components {
		theirs, tax := c.theirs()
		out.tax -= tax
		switch c.Kind {
		case "FEE", "USAGE", "DEPRECIATION", "RESTOCKING":
			if c.AmountMinor < 0 {
				out.fees -= c.AmountMinor - theirs + tax
			}
		case "RETURN_SHIPPING": // with tax of its own, which is no part of the fees' tax
			out.label += c.TaxMinor - c.AmountMinor
			out.fees -= c.TaxMinor
		}
		for _, s := range c.Sellers {
			out.sellers += s.SellerMinor
			out.commission += s.CommissionMinor
		}
	}
	return out
}

// spentOfCards is what was spent, without tax, of gift cards that the refund voided (P15): it is no fee that is kept.
func (e evidence) spentOfCards(r refundRow) (minor int64) {
	voided := map[string]bool{}
	for _, c := range e.cards {
		if c.refund == r.id {
			voided[c.line] = true
		}
	}
	for _, c := range r.stored().Assessment.Components {
		if c.Kind == "USAGE" && voided[c.LineID] {
			minor += c.TaxMinor - c.AmountMinor
		}
	}
	return minor
}

// unpaid is what of a recognised refund's legs is neither paid nor given up.
func (e evidence) unpaid(r refundRow) (minor int64) {
	for _, l := range e.live(r.id) {
		if r.recognised && l.status != "Settled" && l.status != "Released" {
			minor += l.amount
		}
	}
	return minor
}
