package wording

import "github.com/makegood/makegood/refund"

// Refund is a refund as people look at it: what its workflow answers, and what only the ledger keeps of
// it (the order, how the amount was computed, the whole trail).
type Refund struct {
	refund.View
	ID           refund.ID           `json:"id"`
	Cancellation refund.Cancellation `json:"cancellation"`
	Proposal     *refund.Proposal    `json:"proposal,omitempty"`
	// Settlements are what the legs cost and what their payers got, as the ledger has it.
	Settlements []refund.LegSettlement `json:"settlements,omitempty"`
	// Inspection is what was found of the goods, Reply what the customer answered, Appeal the one that was made.
	Inspection *refund.Inspection `json:"inspection,omitempty"`
	Reply      *refund.InfoReply  `json:"reply,omitempty"`
	Appeal     *refund.Appeal     `json:"appeal,omitempty"`
	// Behind: the workflow has not followed the ledger to where the refund stands.
	Behind bool `json:"behind,omitempty"`
}

// The sources of a Refund.
const (
	SourceWorkflow = "workflow"
	SourceLedger   = "ledger"
)

// RefundOf shows a stored case, as the ledger has it.
func RefundOf(c refund.Case) Refund {
	return Refund{
		View: refund.View{Standing: c.Standing, Trail: c.Trail, Messages: c.Messages, Source: SourceLedger},
		ID:   c.ID, Cancellation: c.Cancellation, Proposal: c.Proposal, Inspection: c.Inspection, Reply: c.Reply, Appeal: c.Appeal,
		Settlements: c.Settlements,
	}
}

// With adds what the workflow says: its standing, unless the ledger's is newer, what it waits for, and how
// far its messages have come.
func (r Refund) With(v refund.View) Refund {
	r.Source, r.WaitsFor, r.RefusedCount = SourceWorkflow, v.WaitsFor, v.RefusedCount
	if r.Behind = v.Version < r.Version; !r.Behind {
		r.Standing = v.Standing
	}
	if len(v.Messages) >= len(r.Messages) {
		r.Messages = v.Messages
	}
	return r
}
