package main

// disputesAreTaken: what banks have of a payment, and what they kept, is what was said of its disputes in the currency
// that was captured (POSTINGS P8 to P10d).
func disputesAreTaken(e evidence) []finding {
	open, lost, currency := sums[string]{}, sums[string]{}, map[string]string{}
	for _, p := range e.payments {
		currency[p.id] = p.currency
	}
	var out []finding
	for _, d := range e.disputes {
		switch {
		case d.stage != "OPENED" && d.stage != "LOST":
		case d.currency != currency[d.payment] && d.value > 0 && d.stage == "OPENED":
			open[d.payment] += d.value
		case d.currency != currency[d.payment] && d.value > 0:
			lost[d.payment] += d.value
		case d.currency != currency[d.payment]:
			out = append(out, found(codeDisputeCurrency, d.payment+" "+d.id, "%d %s is disputed of what was captured in %s", d.amount, d.currency, currency[d.payment]))
		case d.stage == "OPENED":
			open[d.payment] += d.amount
		default:
			lost[d.payment] += d.amount
		}
	}
	for _, p := range e.payments {
		if c := e.controlsOf(p); c.disputed != open[p.id] || c.chargedBack != lost[p.id] {
			out = append(out, found(codeDisputeDiffers, p.id, "disputes have %d and kept %d, its accounts say %d and %d", open[p.id], lost[p.id], c.disputed, c.chargedBack))
		}
	}
	return out
}

// outsideIsAttributed: what a person says that a refund made elsewhere was for comes to what it took (POSTINGS P11a).
func outsideIsAttributed(e evidence) []finding {
	var out []finding
	for _, o := range e.outside {
		if said := o.sales + o.allowed + o.taxes + o.goodwill; o.as != "" && said != o.booked {
			out = append(out, found(codeAttributionDiffers, o.payment+" "+o.id, "took %d, attributed are %d", o.booked, said))
		}
	}
	return out
}

// madeElsewhere is what of a payment its provider moved that makegood did not ask for, beyond what was told of before
// makegood saw the order.
func (e evidence) madeElsewhere(p payment) (minor int64) {
	for _, o := range e.rows.outsideOf[p.id] {
		minor += o.booked - o.before
	}
	return minor
}
