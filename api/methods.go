package api

import (
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// Method names a method of the Service.
type Method string

// The methods.
const (
	MethodRequestRefund Method = "RequestRefund"
	MethodPreviewRefund Method = "PreviewRefund"
	MethodGetRefund     Method = "GetRefund"
	MethodListRefunds   Method = "ListRefunds"
	MethodDecide        Method = "Decide"
	MethodWithdraw      Method = "Withdraw"
	MethodAsk           Method = "Ask"
	MethodAnswer        Method = "Answer"
	MethodInspect       Method = "Inspect"
	MethodAppeal        Method = "Appeal"
	MethodChoose        Method = "Choose"
	MethodAnswerOffer   Method = "AnswerOffer"
	MethodResolve       Method = "Resolve"
	MethodClear         Method = "Clear"
	MethodLookNow       Method = "LookNow"
	MethodAssign        Method = "Assign"
	MethodAttribute     Method = "Attribute"
)

// Methods lists the methods.
func Methods() []Method {
	return []Method{
		MethodRequestRefund, MethodPreviewRefund, MethodGetRefund, MethodListRefunds, MethodDecide, MethodWithdraw, MethodAsk,
		MethodAnswer, MethodInspect, MethodAppeal, MethodChoose, MethodAnswerOffer, MethodResolve, MethodClear, MethodLookNow,
		MethodAssign, MethodAttribute,
	}
}

// scope is what a machine needs for a method; "" is a method for people alone. People need none: what they may do is
// reviewers.yaml's to say, and the ledger's.
func (m Method) scope() Scope {
	switch m {
	case MethodRequestRefund:
		return ScopeRequest
	case MethodPreviewRefund, MethodGetRefund, MethodListRefunds:
		return ScopeRead
	case MethodWithdraw, MethodAnswer, MethodAppeal, MethodChoose, MethodAnswerOffer:
		return ScopeCustomer
	case MethodDecide, MethodAsk, MethodInspect, MethodResolve, MethodClear, MethodLookNow, MethodAssign, MethodAttribute:
		return ""
	}
	return ""
}

// PromisesMoney reports whether a call of the method moves or promises money, or takes a promise back. A door from which
// calls may come twice has to ask for Call.Key.
func (m Method) PromisesMoney() bool {
	switch m {
	case MethodRequestRefund, MethodDecide, MethodInspect, MethodResolve, MethodClear, MethodAppeal, MethodChoose, MethodAnswerOffer, MethodWithdraw:
		return true
	case MethodPreviewRefund, MethodGetRefund, MethodListRefunds, MethodAsk, MethodAnswer, MethodLookNow, MethodAssign, MethodAttribute:
		return false
	}
	return false
}

// Acts reports whether a call of the method is an act on a refund, which may be bound to the version that was looked at.
func (m Method) Acts() bool {
	switch m {
	case MethodDecide, MethodAsk, MethodInspect, MethodAppeal, MethodResolve, MethodClear, MethodWithdraw, MethodAnswer, MethodChoose,
		MethodAnswerOffer, MethodLookNow, MethodAssign:
		return true
	case MethodRequestRefund, MethodPreviewRefund, MethodGetRefund, MethodListRefunds, MethodAttribute:
		return false
	}
	return false
}

// keyed reports whether the ledger keeps a call of the method under Call.Key, so that it needs one.
func (m Method) keyed() bool {
	switch m {
	case MethodDecide, MethodAsk, MethodInspect, MethodAppeal, MethodResolve, MethodClear:
		return true
	case MethodRequestRefund, MethodPreviewRefund, MethodGetRefund, MethodListRefunds, MethodWithdraw, MethodAnswer, MethodChoose,
		MethodAnswerOffer, MethodLookNow, MethodAssign, MethodAttribute:
		return false
	}
	return false
}

// permit refuses a call of nobody (UNAUTHENTICATED), one that is not for its subject (NOT_PERMITTED), and one without
// the key it needs (KEY_MISSING).
func permit(call Call, m Method) error {
	s := call.Subject
	switch {
	case strings.TrimSpace(string(s.Name)) == "" || s.Verified == "":
		return problem(CodeUnauthenticated, "nobody is known who calls")
	case s.Kind == Machine && m.scope() == "":
		return problem(CodeNotPermitted, "%s is for people: a machine may ask, and never decides", m)
	case s.Kind == Machine && !slices.Contains(s.Scopes, m.scope()):
		return problem(CodeNotPermitted, "%s needs the scope %s, which %s does not have", m, m.scope(), s.Name)
	case s.Kind != Machine && s.Kind != Human:
		return problem(CodeNotPermitted, "%q is no kind of subject", s.Kind)
	}
	return needsKey(call, m)
}

// needsKey refuses a call that has to be repeatable and is not.
func needsKey(call Call, m Method) error {
	if m.keyed() && call.Key == "" {
		return problem(CodeKeyMissing, "%s needs an idempotency key", m)
	}
	return nil
}

// customerPrefix is how a customer's name begins.
const customerPrefix = "customer:"

// actor is who acts by a customer's act: the subject, or the customer that a machine carries the words of. A person
// speaks for themselves.
func (c Call) actor(customer refund.Person) (refund.Person, error) {
	switch {
	case customer == "":
		return c.Subject.Name, nil
	case c.Subject.Kind == Machine && strings.HasPrefix(string(customer), customerPrefix):
		return customer, nil
	}
	return "", problem(CodeNotPermitted, "%s may not act for %s", c.Subject.Name, customer)
}

func problem(code refund.Code, format string, args ...any) error {
	return refund.Problem{Code: code, Detail: fmt.Sprintf(format, args...)}
}
