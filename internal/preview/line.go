package preview

import (
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Line is what is said of one event: the shape of the event contract, one JSON line an event.
// Amounts are minor units of CurrencyCode. Lists are never null.
type Line struct {
	OrderID           refund.OrderID       `json:"order_id"`
	CancellationID    refund.RequestID     `json:"cancellation_id"`
	Eligible          bool                 `json:"eligible"`
	Reasons           []string             `json:"reasons"`
	Policy            string               `json:"policy"`
	ApprovalsRequired int                  `json:"approvals_required"`
	CurrencyCode      refund.Currency      `json:"currency_code"`
	TotalMinor        int64                `json:"total_minor"`
	TaxMinor          int64                `json:"tax_minor"`
	Components        []Component          `json:"components"`
	Legs              []Leg                `json:"legs"`
	Steps             []refund.Step        `json:"steps"`
	Alternatives      []refund.Alternative `json:"alternatives"`
	// CreditNote is what a credit note for it says; nil where nothing is credited.
	CreditNote *refund.CreditNote `json:"credit_note,omitempty"`
	// Sellers are what of the total each seller of a marketplace bears; the rest is the platform's.
	Sellers []refund.SellerShare `json:"sellers"`
	// PayBy is when the money is due by law; nil: no law says so, or it counts from when the goods came back
	// (PayAfterGoods). PayByLaw names the law.
	PayBy         *time.Time            `json:"pay_by,omitempty"`
	PayByLaw      string                `json:"pay_by_law,omitempty"`
	PayAfterGoods *refund.PayAfterGoods `json:"pay_after_goods,omitempty"`
	// Rules are the policy's rules that decided; Compared sets the total beside the price paid.
	Rules    []refund.AppliedRule `json:"rules"`
	Compared explain.Comparison   `json:"compared_with_checkout"`

	speaker explain.Speaker
	// statement is the amount as a customer reads it.
	statement refund.Statement
	// grounds is how many of Reasons, the first ones, are the policy's; the others are why people have to agree.
	grounds int
}

// WithoutReview is the line without why people would have to agree.
func (l Line) WithoutReview() Line {
	l.Reasons = l.Reasons[:l.grounds:l.grounds]
	return l
}

// In is a line that was read from its JSON, in the words of a speaker: those in which it was made.
func (l Line) In(speaker explain.Speaker) Line {
	kinds := make([]refund.ComponentKind, len(l.Components))
	for i, part := range l.Components {
		kinds[i] = part.Kind
	}
	l.speaker, l.Compared = speaker, l.Compared.Of(kinds, l.Steps)
	return l
}

// Component is one part of the total.
type Component struct {
	Kind        refund.ComponentKind `json:"kind"`
	LineID      refund.LineID        `json:"line_id,omitempty"`
	FeeID       string               `json:"fee_id,omitempty"`
	PromotionID refund.PromotionID   `json:"promotion_id,omitempty"`
	PaymentID   refund.PaymentID     `json:"payment_id,omitempty"`
	ShipmentID  refund.ShipmentID    `json:"shipment_id,omitempty"`
	Quantity    int64                `json:"quantity,omitempty"`
	AmountMinor int64                `json:"amount_minor"`
	GoodsWaived bool                 `json:"goods_waived,omitempty"`
	Measure     *refund.Measure      `json:"measure,omitempty"`
	// Units are points that are taken back (negative), and Sellers those the component goes to the account of.
	Units   *refund.Units        `json:"units,omitempty"`
	Sellers []refund.SellerShare `json:"sellers,omitempty"`
}

// Leg is what goes back against one payment, or one of its captures; Via is empty when it goes to the payment itself.
type Leg struct {
	PaymentID refund.PaymentID `json:"payment_id"`
	// CaptureID is the capture it goes to, where the payment is refunded by its captures.
	CaptureID   string        `json:"capture_id,omitempty"`
	Via         string        `json:"via,omitempty"`
	AmountMinor int64         `json:"amount_minor"`
	Units       *refund.Units `json:"units,omitempty"`
	Void        bool          `json:"void,omitempty"`
}

// Statement is the amount as a customer reads it: rows that add up to it. The record of a preview leaves it out.
func (l Line) Statement() refund.Statement { return l.statement }

// lineOf renders a proposal for its request, in the previewer's words.
func (p Previewer) lineOf(c refund.Cancellation, proposal refund.Proposal) Line {
	a := proposal.Assessment
	out := Line{
		OrderID: c.Key.Order, CancellationID: c.Key.Request, Eligible: a.Eligible(),
		Reasons: append(append([]string{}, a.Reasons...), proposal.ApprovalReasons...), Policy: a.Policy.String(),
		ApprovalsRequired: proposal.ApprovalsRequired, CurrencyCode: c.Order.Currency,
		TotalMinor: a.TotalMinor, TaxMinor: a.TaxMinor,
		Components: []Component{}, Legs: []Leg{}, CreditNote: a.CreditNote,
		Steps: p.Speaker.Steps(a), Rules: append([]refund.AppliedRule{}, a.Rules...), Compared: p.Speaker.Compare(c, a), speaker: p.Speaker,
		Alternatives: append([]refund.Alternative{}, a.Alternatives...), Sellers: append([]refund.SellerShare{}, a.Sellers...),
		PayBy: a.PayBy, PayByLaw: a.PayByLaw, PayAfterGoods: a.PayAfterGoods, statement: p.Speaker.Statement(c, a), grounds: len(a.Reasons),
	}
	for _, part := range a.Components {
		out.Components = append(out.Components, Component{
			Kind: part.Kind, LineID: part.LineID, FeeID: part.FeeID, PromotionID: part.PromotionID,
			PaymentID: part.PaymentID, ShipmentID: part.ShipmentID, Quantity: part.Quantity, AmountMinor: part.AmountMinor,
			GoodsWaived: part.GoodsWaived, Measure: part.Measure, Units: part.Units, Sellers: part.Sellers,
		})
	}
	for _, leg := range a.Legs {
		out.Legs = append(out.Legs, Leg{PaymentID: leg.PaymentID, CaptureID: leg.CaptureID, Via: leg.Via, AmountMinor: leg.AmountMinor, Units: leg.Units, Void: leg.Void})
	}
	return out
}
