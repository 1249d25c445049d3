package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// AuthorizeResolution implements ledger.Decisions.
func (s *Store) AuthorizeResolution(ctx context.Context, in refund.ResolutionRequest) (out refund.Ruling, err error) {
	err = s.write(ctx, "resolve "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		out, err = t.resolve(c, in)
		return err
	})
	return out, err
}

func (t *tx) resolve(c caseRow, in refund.ResolutionRequest) (refund.Ruling, error) {
	r := in.Resolution
	if r.ResolutionID == "" {
		return ruled(c, refusal(refund.CodeBadDecision, "a resolution needs a resolution_id")), nil
	}
	if first, known, err := t.resolvedBefore(c, r); err != nil || known {
		return first, err
	}
	if err := t.lockPayments(c.merchant, c.order); err != nil { // before the customer
		return refund.Ruling{}, err
	}
	answer, legs, err := t.judgeResolution(c, in)
	if err != nil {
		return refund.Ruling{}, err
	}
	out := ruled(c, answer)
	if answer.Accepted {
		out.Final = true
		if out.Status, err = t.carryOut(c, r, legs); err != nil {
			return refund.Ruling{}, err
		}
	}
	if err := t.storeResolution(c, r, out); err != nil {
		return refund.Ruling{}, err
	}
	return t.withCase(c, r, out)
}

// judgeResolution checks shape, state, person, assessment and legs; the first hit answers. The legs
// are those the resolution applies to.
func (t *tx) judgeResolution(c caseRow, in refund.ResolutionRequest) (refund.Answer, []legRow, error) {
	r := in.Resolution
	if answer := resolutionShape(r); answer.Code != "" {
		return answer, nil, nil
	}
	if c.status != refund.StatusNeedsAttention {
		return refusal(refund.CodeWrongState, "the refund is "+string(c.status)), nil, nil
	}
	stake, err := t.stake(c, c.totalMinor)
	if err != nil {
		return refund.Answer{}, nil, err
	}
	if answer := resolver(c, in, stake); answer.Code != "" {
		return answer, nil, nil
	}
	if in.AssessmentHash != c.assessmentHash {
		return refusal(refund.CodeAmountMoved, "the assessment is not the one resolved"), nil, nil
	}
	legs, err := t.legs(c.id)
	switch {
	case err != nil:
		return refund.Answer{}, nil, err
	case r.Action == refund.ResolveRetry:
		return judgeRetry(legs), legs, nil
	case substitutes(r):
		return judgeSubstitution(c, r, legs), legs, nil
	}
	return refund.Answer{Accepted: true}, legs, nil
}

func resolutionShape(r refund.Resolution) refund.Answer {
	switch {
	case strings.TrimSpace(string(r.By)) == "":
		return refusal(refund.CodeBadDecision, "a resolution needs to say who resolves (by)")
	case r.Action == refund.ResolvePaidElsewhere && strings.TrimSpace(r.Reference) == "":
		return refusal(refund.CodeBadDecision, "paid_elsewhere needs the reference of the payment outside")
	case r.Action == refund.ResolvePayAnotherWay && r.Via != refund.ViaStoreCredit:
		return refusal(refund.CodeUnknownVia, fmt.Sprintf("nothing is paid via %q; there is %s", r.Via, refund.ViaStoreCredit))
	}
	switch r.Action {
	case refund.ResolveRetry, refund.ResolvePaidElsewhere, refund.ResolvePayAnotherWay, refund.ResolveGiveUp:
		return refund.Answer{}
	}
	return refusal(refund.CodeBadDecision, fmt.Sprintf("action is retry, paid_elsewhere, pay_another_way or give_up, not %q", r.Action))
}

// resolver: the requester resolves nothing, and who pays another way needs the limit of an approval.
func resolver(c caseRow, in refund.ResolutionRequest, s refund.Stake) refund.Answer {
	if refund.SamePerson(in.Resolution.By, c.requestedBy) {
		return refusal(refund.CodeReviewerIsAuthor, "whoever resolves asked for this refund")
	}
	check := in.Authority.MayDecide
	if substitutes(in.Resolution) {
		check = in.Authority.MayAgree
	}
	if problem, refused := mayAct(check, in.Authority, in.Resolution.By, s); refused {
		return refusal(problem.Code, problem.Detail)
	}
	return refund.Answer{}
}

// substitutes reports whether a resolution pays what is unpaid in another way.
func substitutes(r refund.Resolution) bool {
	return r.Action == refund.ResolvePaidElsewhere || r.Action == refund.ResolvePayAnotherWay
}

// judgeSubstitution: nothing is paid another way that may have been paid already, and what is in
// kind goes back as what it is.
func judgeSubstitution(c caseRow, r refund.Resolution, legs []legRow) refund.Answer {
	if c.released {
		return refusal(refund.CodeWrongState, "the refund was given up: what failed late can only be given up too")
	}
	unpaid := 0
	for _, l := range live(legs) {
		switch {
		case l.Status.Undecided():
			return refusal(refund.CodeAlreadySent, fmt.Sprintf("leg %s is %s", l.LegID, l.Status))
		case !holds(l):
		case r.Action == refund.ResolvePayAnotherWay && !money(l):
			return refusal(refund.CodeNotSupported, fmt.Sprintf("leg %s is not money that store credit can take the place of", l.LegID))
		default:
			unpaid++
		}
	}
	if unpaid == 0 {
		return refusal(refund.CodeWrongState, "nothing is reserved that could be paid another way")
	}
	if c.approvals > 0 && c.decided != refund.VerbApprove {
		return refusal(refund.CodeWrongState, "the refund is not approved")
	}
	return refund.Answer{Accepted: true}
}

// money reports whether a leg goes back as money over its own payment.
func money(l legRow) bool {
	return !l.Void && l.Via == "" && l.Units == nil && !l.ref.InKind() && l.ref.Kind != refund.PaymentPoints
}
