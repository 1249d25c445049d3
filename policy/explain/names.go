package explain

import (
	"strings"
	"time"
	"unicode"

	"github.com/makegood/makegood/refund"
)

// nameMax is how many bytes a title or a description has at most in a sentence.
const nameMax = 120

// names are what a customer knows the parts of an order by.
type names struct {
	say        Speaker
	order      *refund.Order
	occurredAt time.Time
	lines      map[refund.LineID]int
	promotions map[refund.PromotionID]*refund.Promotion
}

func (s Speaker) namesOf(request *refund.Cancellation) names {
	n := names{
		say: s, order: &request.Order, occurredAt: request.OccurredAt,
		lines:      make(map[refund.LineID]int, len(request.Order.Lines)),
		promotions: make(map[refund.PromotionID]*refund.Promotion, len(request.Order.Promotions)),
	}
	for i := range request.Order.Lines {
		n.lines[request.Order.Lines[i].LineID] = i
	}
	for i := range request.Order.Promotions {
		n.promotions[request.Order.Promotions[i].PromotionID] = &request.Order.Promotions[i]
	}
	return n
}

// title names goods: by their title, else by the SKU, else by their place in the order. A line that the order
// does not have is named by its id; no line has no title.
func (n names) title(id refund.LineID) string {
	if id == "" {
		return ""
	}
	at, ok := n.lines[id]
	if !ok {
		return readable(string(id))
	}
	line := &n.order.Lines[at]
	return n.or(line.Title, n.or(line.SKU, n.say.words("customer.item", Number("number", int64(at+1)))))
}

// promotion names a promotion: as the merchant describes it, else by its kind.
func (n names) promotion(id refund.PromotionID) string {
	rule, ok := n.promotions[id]
	if !ok {
		return n.say.words("customer.promotion")
	}
	if said := readable(rule.Description); said != "" {
		return n.say.words("customer.quoted", Word("text", said))
	}
	return n.say.kindOf("customer.promotion", string(rule.Kind))
}

// fee names a fee by its kind, which is open: one that nobody has words for is said as the merchant writes it,
// unless it is a code.
func (n names) fee(id string) string {
	for i := range n.order.Fees {
		if n.order.Fees[i].FeeID == id {
			return n.say.feeOf(n.order.Fees[i].Kind)
		}
	}
	return n.say.words("customer.fee")
}

func (s Speaker) feeOf(kind string) string {
	code := strings.ToUpper(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.TrimSpace(kind)))
	if said, ok := s.Say("customer.fee." + code); ok {
		return said
	}
	if said := readable(kind); said != "" && !isCode(said) {
		return said
	}
	return s.words("customer.fee")
}

// tender names a payment that goes back whole or not at all, by its kind.
func (n names) tender(id refund.PaymentID) string {
	payment, _ := n.order.Payment(id)
	return n.say.kindOf("customer.tender", string(payment.Kind))
}

// or is a merchant's name on one line, or another one where there is none.
func (n names) or(name, other string) string {
	if name = readable(name); name != "" {
		return name
	}
	return other
}

// readable makes one bounded line of what a merchant wrote.
func readable(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	return refund.Cut(strings.Join(strings.Fields(text), " "), nameMax)
}

// words says an id that every locale has words for; the zero Speaker names it by its id.
func (s Speaker) words(id string, inputs ...refund.Input) string {
	if said, ok := s.Say(id, inputs...); ok {
		return said
	}
	return id
}

// kindOf says a value of a vocabulary, or what all of the vocabulary are called.
func (s Speaker) kindOf(vocabulary, value string) string {
	if said, ok := s.Say(vocabulary + "." + value); ok && value != "" {
		return said
	}
	return s.words(vocabulary)
}

// inputsFor are what the texts about a component may name, without its amount.
func (n names) inputsFor(part refund.Component) []refund.Input {
	inputs := []refund.Input{Number("quantity", part.Quantity), Word("title", n.title(part.LineID)), Word("measure", measureOf(part)),
		Word("shipment", readable(string(part.ShipmentID)))}
	switch part.Kind {
	case refund.ComponentClawback, refund.ComponentGiftNotReturned:
		return append(inputs, Word("promotion", n.promotion(part.PromotionID)))
	case refund.ComponentFee:
		return append(inputs, Word("fee", n.fee(part.FeeID)))
	case refund.ComponentTenderNotRestored, refund.ComponentTenderReissued:
		return append(inputs, Word("tender", n.tender(part.PaymentID)))
	case refund.ComponentEarnedPoints:
		return append(inputs, Number("units", pointsTaken(part)), Word("programme", programmeOf(part)))
	case refund.ComponentLine, refund.ComponentTax, refund.ComponentShipping, refund.ComponentUsage, refund.ComponentDepreciation,
		refund.ComponentRestocking, refund.ComponentReturnShipping, refund.ComponentAdjustment, refund.ComponentWaiver, refund.ComponentRounding, refund.ComponentVoid:
	}
	return inputs
}

// measureOf is how much of a line a component is of, where the line is sold by measure.
func measureOf(part refund.Component) string {
	if part.Measure == nil {
		return ""
	}
	return part.Measure.Amount + " " + part.Measure.Unit
}

// pointsTaken is how many points a component takes back.
func pointsTaken(part refund.Component) int64 {
	if part.Units == nil {
		return 0
	}
	return -part.Units.Amount
}

// programmeOf is the programme of a component's points: what follows "PTS:".
func programmeOf(part refund.Component) string {
	if part.Units == nil {
		return ""
	}
	return readable(strings.TrimPrefix(part.Units.Asset, "PTS:"))
}
