package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CarryOut implements ledger.Cases: behind the act, not only in a UI. What it means for the refund's status,
// reservation and end is done in the same transaction.
func (s *Store) CarryOut(ctx context.Context, in refund.ActRequest, rules ledger.Rules) (out refund.Acted, err error) {
	err = s.write(ctx, string(in.Act.Kind)+" "+string(in.Refund), func(t *tx) error {
		out, err = t.carryOut(in, rules)
		return err
	})
	return out, err
}

func (t *tx) carryOut(in refund.ActRequest, rules ledger.Rules) (refund.Acted, error) {
	c, out, err := t.answered(in, rules)
	if err != nil {
		return out, err
	}
	out.Standing, err = t.finish(c)
	return out, err
}

// answered judges an act and carries it out, but for the refund's own row and trail.
func (t *tx) answered(in refund.ActRequest, rules ledger.Rules) (c *caseRow, out refund.Acted, err error) {
	if c, err = t.lockCase(in.Refund); err != nil {
		return nil, out, err
	}
	if in.Witnessed.Verified == "" {
		in.Witnessed.Verified = refund.Asserted
	}
	c.acting, out.Verified = in.Witnessed.Subject, in.Witnessed.Verified
	if err := t.readRequester(c); err != nil {
		return nil, out, err
	}
	out.Answer, err = t.act(c, in, rules)
	return c, out, err
}

// done is what an act came to: its answer, as which role it was done, on which assessment, about which leg.
type done struct {
	refund.Answer
	role refund.Role
	hash string
	leg  *legRow
	// found is what was found of goods, with its lines.
	found *refund.Inspection
	// passing: the answer is another one later, and is not kept.
	passing bool
}

func (t *tx) act(c *caseRow, in refund.ActRequest, rules ledger.Rules) (refund.Answer, error) {
	if problem, wrong := in.Act.Check(); wrong {
		answer := answerOf(problem.Code, problem.Detail)
		answer.Status = c.status
		return answer, t.noteRefusedAct(c, in.Act, done{Answer: answer, passing: true})
	}
	if problem, wrong := witness(in); wrong {
		if first, known, err := t.answeredInTime(c, in); err != nil || known {
			return first, err
		}
		answer := answerOf(problem.Code, problem.Detail)
		answer.Status = c.status
		return answer, t.noteRefusedAct(c, in.Act, done{Answer: answer, passing: true})
	}
	if first, known, err := t.answeredBefore(c, in.Act); err != nil || known {
		return first, err
	}
	if problem, stale, err := t.staleView(c, in.Act); err != nil || stale {
		made := notDoneBy(problem)
		made.Status, made.passing = c.status, true
		return made.Answer, errors.Join(err, t.noteRefusedAct(c, in.Act, made))
	}
	made, err := t.do(c, in, rules)
	if err != nil {
		return refund.Answer{}, err
	}
	if !made.Accepted {
		c.forget()
		made.Status = c.status
		return made.Answer, t.noteRefusedAct(c, in.Act, made)
	}
	made.Status = c.status
	return made.Answer, errors.Join(t.keepAct(c, in.Act, made), t.endClaim(c, in.Act))
}

// do judges an act and carries it out. A refused one has written nothing.
func (t *tx) do(c *caseRow, in refund.ActRequest, rules ledger.Rules) (done, error) {
	switch in.Act.Kind {
	case refund.ActDecide:
		return t.decide(c, in, rules)
	case refund.ActWithdraw:
		return t.withdraw(c, *in.Act.Withdrawal)
	case refund.ActResolve:
		return t.resolve(c, in, rules)
	case refund.ActClear:
		return t.clear(c, in)
	case refund.ActLookNow:
		return t.lookNow(c, in)
	case refund.ActAssign:
		return t.assign(c, in)
	case refund.ActAsk:
		return t.ask(c, in)
	case refund.ActAnswer:
		return t.reply(c, *in.Act.Reply)
	case refund.ActInspect:
		return t.inspect(c, in, rules)
	case refund.ActAppeal:
		return t.appeal(c, *in.Act.Appeal, rules)
	case refund.ActChoose:
		return t.choose(c, *in.Act.Choice, rules)
	case refund.ActAnswerOffer:
		return t.answerOffer(c, *in.Act.OfferReply)
	}
	return done{}, invariant("act %q", in.Act.Kind)
}

func wasDone(format string, args ...any) done {
	return done{Answer: refund.Answer{Accepted: true, Detail: fmt.Sprintf(format, args...)}}
}

func notDone(code refund.Code, format string, args ...any) done {
	return done{Answer: answerOf(code, fmt.Sprintf(format, args...))}
}

func notDoneBy(p refund.Problem) done { return done{Answer: answerOf(p.Code, p.Detail)} }

func answerOf(code refund.Code, detail string) refund.Answer {
	return refund.Answer{Code: code, Detail: detail}
}
