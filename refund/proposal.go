package refund

// Proposal is what is reserved, approved and paid: one assessment and one verdict.
type Proposal struct {
	Assessment        Assessment  `json:"assessment"`
	Verdict           RiskVerdict `json:"verdict"`
	ApprovalsRequired int         `json:"approvals_required"`
	ApprovalReasons   []string    `json:"approval_reasons,omitempty"`
	// ApprovalRoles are the roles whose people must agree, one different person for each, in the
	// sequence they are asked; there are ApprovalsRequired of them.
	ApprovalRoles []Role `json:"approval_roles,omitempty"`
	// RolesUpToMinor is up to which amount (minor units, cumulative per order and per customer and day)
	// ApprovalRoles are enough; DecideRefund checks it again under its locks. Nil: any amount.
	RolesUpToMinor *int64 `json:"roles_up_to_minor,omitempty"`
	// ClearRoles are the two roles whose people must both say, in writing from the provider, what became
	// of an undecided leg: two different persons. Empty where nothing is paid.
	ClearRoles []Role `json:"clear_roles,omitempty"`
	// ElsewhereAloneMinor is up to which amount (minor units, cumulative per order and per customer and day) one person's
	// word is enough that something was paid outside makegood; 0: two people say so of any amount.
	ElsewhereAloneMinor int64 `json:"elsewhere_alone_minor,omitempty"`
}

// ReasonHighRisk is the approval reason of a high risk verdict.
const ReasonHighRisk = "HIGH_RISK"

// ReasonAppealed is the approval reason of what was appealed: another person decides.
const ReasonAppealed = "APPEALED"
