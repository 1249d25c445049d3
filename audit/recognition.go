package main

import "strings"

// recognitionIsTheProposals: what a recognised refund still owes the customer is what of its legs is not
// paid, and of one that was paid whole, the total, the tax and the fees that were booked, corrections
// included, are those of the proposal that counts (POSTINGS P2r, P2x, P5x).
func recognitionIsTheProposals(e evidence) []finding {
	owed, booked := sums[string]{}, map[string]recognised{}
	for _, line := range e.entries {
		last := line.account[strings.LastIndexByte(line.account, '/')+1:]
		if last == "refunds_payable" {
			owed[line.subject] -= line.amount
		}
		if line.template == "P2r" || line.template == "P2x" || line.template == "P5x" {
			booked[line.subject] = booked[line.subject].plus(last, line.amount)
		}
	}
	var out []finding
	for _, r := range e.refunds {
		unpaid := e.unpaid(r)
		if owed[r.id] != unpaid {
			out = append(out, found(codePayableDiffers, r.id, "owes the customer %d, its unpaid legs come to %d", owed[r.id], unpaid))
		}
		want := r.stored().recognised()
		if is := booked[r.id]; r.recognised && r.status == "Refunded" && is != want {
			out = append(out, found(codeRecognisedDiffers, r.id, "booked %+v, its proposal says %+v", is, want))
		}
	}
	return out
}

// recognised is what a refund means to the merchant's books, in minor units.
type recognised struct{ total, tax, fees, label int64 }

// plus adds an entry: of P2r, tax is a debit, what is owed and what is kept are credits.
func (r recognised) plus(account string, amount int64) recognised {
	switch account {
	case "refunds_payable":
		r.total -= amount
	case "output_tax":
		r.tax += amount
	case "retained_fees":
		r.fees -= amount
	case "return_shipping":
		r.label -= amount
	}
	return r
}

// recognised reads a proposal: the tax inside what is kept is neither fee nor label.
func (p proposal) recognised() recognised {
	a := p.Assessment
	out := recognised{total: a.TotalMinor, tax: a.TaxMinor, fees: -a.DeductionTaxMinor}
	for _, c := range a.Components {
		switch c.Kind {
		case "FEE", "USAGE", "DEPRECIATION", "RESTOCKING":
			out.fees -= min(0, c.AmountMinor)
		case "RETURN_SHIPPING": // with tax of its own, which is no part of the fees' tax
			out.label += c.TaxMinor - c.AmountMinor
			out.fees -= c.TaxMinor
		}
	}
	return out
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
