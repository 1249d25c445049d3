package api

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// allow is permit. Of an auditor it refuses what is no reading (NOT_PERMITTED), and lets the call know that it is an auditor's, so
// that what it reads is masked. Where reviewers.yaml cannot be read nobody knows who audits, and a person is told nothing.
func (s *Service) allow(ctx context.Context, call *Call, m Method) error {
	if err := permit(*call, m); err != nil {
		return err
	}
	audits, err := s.Audits(ctx, *call)
	if err != nil {
		return err
	}
	if audits && !m.reads() {
		return problem(CodeNotPermitted, "%s is an auditor, who reads refunds and does nothing to them", call.Subject.Name)
	}
	call.audits = audits
	return nil
}

// Audits reports whether who calls reads alone, as an auditor. What an auditor is shown goes through Masked.
func (s *Service) Audits(ctx context.Context, call Call) (bool, error) {
	if call.Subject.Kind != Human {
		return false, nil
	}
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return false, err
	}
	return staff.Audits(call.Subject.Witnessed()), nil
}

// reads reports whether the method shows refunds, and does nothing. A preview is no reading: it says what somebody's request would come to.
func (m Method) reads() bool {
	switch m {
	case MethodGetRefund, MethodListRefunds:
		return true
	case MethodRequestRefund, MethodPreviewRefund, MethodDecide, MethodAsk, MethodInspect, MethodResolve, MethodClear, MethodAppeal,
		MethodWithdraw, MethodAnswer, MethodChoose, MethodAnswerOffer, MethodLookNow, MethodAssign, MethodAttribute:
		return false
	}
	return false
}

// toldAuditor is what an auditor is told of a value; everybody else is told all of it.
func toldAuditor[T any](c Call, value T) T {
	if !c.audits {
		return value
	}
	return Masked(value)
}

// MayReadCustomers refuses auditors (NOT_PERMITTED), and who is not among the staff (REVIEWER_UNKNOWN): what customers are, say and
// send is for who works with their refunds.
func (c Call) MayReadCustomers(staff refund.Staff) error {
	if staff.Audits(c.Subject.Witnessed()) {
		return problem(CodeNotPermitted, "%s is an auditor, who is shown nothing of customers", c.Subject.Name)
	}
	if _, known := staff.Find(c.Subject.Name); !known {
		return problem(refund.CodeReviewerUnknown, "%s is not in reviewers.yaml", c.Subject.Name)
	}
	return nil
}
