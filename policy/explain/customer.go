package explain

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// How many rows of one kind a statement has at most; one more says how many are left out, and what they come to.
const (
	goodsRowsMax = 20
	otherRowsMax = 5
)

// Statement says an assessment to the customer: a row for everything that adds to the total or takes from it,
// with the goods' titles, and a sentence for what cannot be understood from its row. Of any number of goods it
// says a bounded number of rows. The rows add up to the total.
func (s Speaker) Statement(request refund.Cancellation, a refund.Assessment) refund.Statement {
	c := customer{names: s.namesOf(&request), assessment: &a, at: map[rowKey]int{}}
	for _, part := range a.Components {
		c.add(part)
	}
	out := refund.Statement{}
	for _, one := range tellings {
		out.Rows = append(out.Rows, c.rowsOf(one)...)
	}
	for _, r := range c.rows {
		if !slices.Contains(tellings, r.told) && r.minor != 0 {
			out.Rows = append(out.Rows, refund.StatementRow{Label: c.say.Component(r.part.Kind), AmountMinor: r.minor})
		}
	}
	out.Notes = c.notes()
	if a.Chosen != nil {
		out.BonusMinor = a.Chosen.BonusMinor
	}
	return out
}

// customer is a statement in the making.
type customer struct {
	names
	assessment *refund.Assessment
	rows       []row
	at         map[rowKey]int
}

// row is what components of one kind and subject come to.
type row struct {
	told  telling
	part  refund.Component
	minor int64
}

// rowKey is by what components are put together: all tax is one row, an instrument with what makes it good
// another one.
type rowKey struct {
	told      telling
	line      refund.LineID
	fee       string
	promotion refund.PromotionID
	payment   refund.PaymentID
}

func (c *customer) add(part refund.Component) {
	told := c.telling(part)
	key := rowKey{told, part.LineID, part.FeeID, part.PromotionID, part.PaymentID}
	if told == tellingTax {
		key = rowKey{told: told}
	}
	if told == tellingInstrument || told == tellingInstrumentExpired || told == tellingReissued {
		key = rowKey{told: tellingInstrument, payment: part.PaymentID}
	}
	at, there := c.at[key]
	if !there {
		at = len(c.rows)
		c.at[key] = at
		c.rows = append(c.rows, row{told: told, part: part})
	} else {
		c.rows[at].part.Quantity += part.Quantity
	}
	c.rows[at].minor += part.AmountMinor // at most the total's size together
	if told == tellingInstrumentExpired || told == tellingInstrument {
		c.rows[at].told = told // not what makes it good
	}
}

// rowsOf are the rows of one kind that are not zero, the rest of many put together.
func (c *customer) rowsOf(told telling) (out []refund.StatementRow) {
	most := otherRowsMax
	if told == tellingLine || told == tellingKept {
		most = goodsRowsMax
	}
	var more, count int64
	for i := range c.rows {
		r := &c.rows[i]
		switch {
		case r.told != told || r.minor == 0:
		case len(out) < most:
			out = append(out, refund.StatementRow{Label: c.say.words("customer."+string(told), c.inputsFor(r.part)...), AmountMinor: r.minor})
		default:
			more, count = more+r.minor, count+1
		}
	}
	if count > 0 {
		out = append(out, refund.StatementRow{Label: c.say.words("customer.more", Number("count", count)), AmountMinor: more})
	}
	return out
}

// notesMax is how many sentences a statement has at most.
const notesMax = 6

// notes are the sentences about the rows, each once, in the sequence of the components.
func (c *customer) notes() (out []string) {
	if c.byLaw() {
		out = append(out, c.say.words("customer.note.LAW"))
	}
	if reduced(c.assessment.Steps) {
		out = append(out, c.say.words("customer.note.REDUCED"))
	}
	for _, part := range c.assessment.Components {
		id, noted := c.noteOf(part)
		if !noted || len(out) == notesMax {
			continue
		}
		if said := c.say.words("customer.note."+id, c.inputsFor(part)...); !slices.Contains(out, said) {
			out = append(out, said)
		}
	}
	return out
}

// noteOf names the sentence about a component; false where its row says it all.
func (c *customer) noteOf(part refund.Component) (id string, noted bool) {
	told := c.telling(part)
	switch told {
	case tellingInstrument, tellingInstrumentExpired:
		return string(told), part.AmountMinor != 0 && !c.reissued(part.PaymentID)
	case tellingReissued:
		return string(told) + c.reissuedAs(part.PaymentID), true
	case tellingPoints:
		return string(told), part.Units != nil && part.Units.Amount < 0
	case tellingKept, tellingMeasured, tellingAllowance, tellingClawback, tellingClawbackBack, tellingShippingLost, tellingShippingBack, tellingGiftKept, tellingGiftBack,
		tellingInstrumentWhole, tellingWaiverBack, tellingVoid, tellingVoidBack, tellingRounding:
		return string(told), part.AmountMinor != 0
	case tellingLine, tellingShipping, tellingFee, tellingUsage, tellingDepreciation, tellingRestocking, tellingReturnShipping,
		tellingCondition, tellingAdjusted, tellingTax, tellingWaiver:
	}
	return "", false
}

// byLaw reports whether all of the request goes back by law, free of charge.
func (c *customer) byLaw() bool {
	isLaw := func(step refund.Step) bool { return step.Key == "law.withdrawal" }
	return slices.ContainsFunc(c.assessment.Steps, isLaw) && !slices.ContainsFunc(c.rows, func(r row) bool {
		return r.minor < 0 && (r.told == tellingRestocking || r.told == tellingReturnShipping || r.told == tellingFee)
	})
}

func (c *customer) reissued(payment refund.PaymentID) bool {
	return slices.ContainsFunc(c.assessment.Components, func(part refund.Component) bool {
		return part.Kind == refund.ComponentTenderReissued && part.PaymentID == payment
	})
}

// reissuedAs tells an instrument that is made good by store credit from one that is issued anew.
func (c *customer) reissuedAs(payment refund.PaymentID) string {
	for _, leg := range c.assessment.Legs {
		if leg.PaymentID == payment && leg.Via == refund.ViaStoreCredit {
			return "_AS_CREDIT"
		}
	}
	return ""
}
