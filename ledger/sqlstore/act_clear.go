package sqlstore

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// clear takes a person's word of what a provider said in writing about an undecided leg. It is booked when
// two people of the policy's roles have said the same.
func (t *tx) clear(c *caseRow, in refund.ActRequest) (done, error) {
	said := *in.Act.Clearing
	l, err := t.legOf(c, said.Leg)
	if errors.Is(err, ledger.ErrNotFound) {
		return notDone(refund.CodeNotFound, "there is no leg %s", said.Leg), nil
	}
	if err != nil {
		return done{}, err
	}
	if l.replaced || !l.Status.Undecided() {
		return notDone(refund.CodeWrongState, "leg %s is %s: there is nothing to clear", l.LegID, l.Status), nil
	}
	role, others, answer, err := t.mayClear(c, in, l)
	if err != nil || answer.Code != "" {
		return done{Answer: answer}, err
	}
	if until := t.leased(l); until != nil && said.Fact == refund.FactNotPaid {
		made := notDone(refund.CodeNotNow, "leg %s may be being sent until %s", l.LegID, until.Format(time.RFC3339))
		made.passing = true
		return made, nil
	}
	made := wasDone(askAnother)
	made.role, made.leg = role, &legRow{Leg: l.Leg}
	c.note(event{Name: "LegCleared", Leg: l.LegID, Cause: refund.Cause{Actor: said.By, Reason: joined(string(said.Fact), said.Reference+":", said.Note)}})
	if len(others) == 0 {
		l.clearances = 1
		return made, t.saveLeg(c, l)
	}
	made.Detail = "booked: " + string(said.Fact)
	return made, t.bookCleared(c, l, said)
}

// mayClear holds a word to who says it, and to what others said. It returns the role that is filled and the
// words that agree so far.
func (t *tx) mayClear(c *caseRow, in refund.ActRequest, l *legRow) (role refund.Role, others []clearing, answer refund.Answer, err error) {
	said := *in.Act.Clearing
	if c.askedFor(said.By) {
		return "", nil, answerOf(refund.CodeReviewerIsAuthor, "whoever clears asked for this refund"), nil
	}
	stake, err := t.stake(c, c.totalMinor)
	if err != nil {
		return "", nil, answer, err
	}
	if problem, refused := mayAct(in.Authority.MayAgree, in.Authority, said.By, stake); refused {
		return "", nil, answerOf(problem.Code, problem.Detail), nil
	}
	b, err := t.brief(c)
	if err != nil {
		return "", nil, answer, err
	}
	if problem, asserted := notVerified(c, b.Assessment.VerifiedAboveMinor, stake); asserted {
		return "", nil, answerOf(problem.Code, problem.Detail), nil
	}
	words, err := t.clearings(c, l)
	if err != nil {
		return "", nil, answer, err
	}
	var agreed []agreement
	above := isAbove(b.Assessment.VerifiedAboveMinor, stake)
	for _, w := range words {
		same := w.Fact == said.Fact && strings.TrimSpace(w.Reference) == strings.TrimSpace(said.Reference)
		switch {
		case above && !w.verified.Proven(): // said before the stake grew so far: now it is only a name
		case refund.SamePerson(w.By, said.By) && same:
			return "", nil, answerOf(refund.CodeAlreadyDecided, "this person said so before; another one has to"), nil
		case refund.SamePerson(w.By, said.By): // who was wrong says so
		case w.subject.Same(c.acting.ID):
			return "", nil, answerOf(refund.CodeAlreadyDecided, "the same subject said so before as "+string(w.By)+"; another one has to"), nil
		case !same:
			return "", nil, answerOf(refund.CodeConflict, fmt.Sprintf("%s says %s under reference %s", w.By, w.Fact, refund.Cut(w.Reference, codeBytes))), nil
		default:
			others, agreed = append(others, w), append(agreed, agreement{by: w.By, role: w.role})
		}
	}
	open := missing(clearRoles(b.Proposal), agreed)
	for _, role := range open {
		if in.Authority.Holds(role) {
			return role, others, answer, nil
		}
	}
	return "", nil, answerOf(refund.CodeReviewerRole, "asked is "+rolesOf(open)+", which the person is not"), nil
}

// clearersMin is how many people have to say the same.
const clearersMin = 2

// clearRoles are the roles of the two whose word is taken. Without roles of their own they are the highest two
// that approve; an empty one is anybody's who is known.
func clearRoles(p refund.Proposal) []refund.Role {
	roles := p.ClearRoles
	if len(roles) == 0 {
		roles = p.ApprovalRoles[max(0, len(p.ApprovalRoles)-clearersMin):]
	}
	out := make([]refund.Role, clearersMin)
	copy(out, roles)
	return out
}

// bookCleared books what two people say that the provider said.
func (t *tx) bookCleared(c *caseRow, l *legRow, said refund.Clearing) error {
	outcome := refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: strings.TrimSpace(said.Reference), Reason: "cleared: paid"}
	if said.Fact == refund.FactNotPaid {
		outcome = refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedOther, Reason: "cleared: not paid, " + strings.TrimSpace(said.Reference)}
	}
	return t.outcome(c, l, refund.Record{
		Refund: c.id, Leg: l.LegID, Generation: l.Generation, Outcome: outcome,
		Cause: refund.Cause{Actor: said.By, Reason: outcome.Reason},
	})
}
