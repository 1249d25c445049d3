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
	// ClearRoles are the roles whose people must say, one different person for each, what became of a leg
	// whose provider does not say it itself (Clearing).
	ClearRoles []Role `json:"clear_roles,omitempty"`
	// RolesUpToMinor is up to which amount (minor units, cumulative per order and per customer and day)
	// ApprovalRoles are enough; DecideRefund checks it again under its locks. Nil: any amount.
	RolesUpToMinor *int64 `json:"roles_up_to_minor,omitempty"`
}

// ReasonHighRisk is the approval reason of a high risk verdict.
const ReasonHighRisk = "HIGH_RISK"

// ReasonAppealed is the approval reason of what was appealed: another person decides.
const ReasonAppealed = "APPEALED"
