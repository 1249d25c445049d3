package workflows

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// howToAct names who has to act for the refund to go on, and the commands for it.
func howToAct(s *story) string {
	switch now := s.standing; now.Status {
	case refund.StatusAwaitingApproval:
		return howToDecide(s)
	case refund.StatusNeedsInfo:
		return fmt.Sprintf("**Who:** the customer. Asked: %s.%s\n\n", quoted(now.Question.Question), until(now.Question.AnswerBy)) +
			command("makegood answer %s --text ANSWER --by NAME", s.id)
	case refund.StatusAwaitingGoods:
		return "**Who:** whoever inspects the goods." + until(now.Goods.By) + "\n\n" +
			command("makegood inspect %s --all-accepted --by NAME", s.id) + howToProve(s)
	case refund.StatusNeedsAttention:
		return "**Who:** operations or support." + assignee(now) + "\n\n" + runbook(now.Attention()) + howToResolve(s.id, "")
	case refund.StatusPayingOut:
		return howToClear(s)
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusRefunded,
		refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return howToAnswer(s)
}

// howToProve is for goods of which the proof of their sending is enough.
func howToProve(s *story) string {
	if !s.standing.Goods.ProofSuffices {
		return ""
	}
	return "or, once the customer has proved that they were sent:\n\n" +
		command("makegood inspect %s --sent-carrier CARRIER --sent-reference NUMBER --by NAME", s.id)
}

func howToDecide(s *story) string {
	approval := s.standing.Approval
	return fmt.Sprintf("**Who:** a reviewer with the role %s, but not %s.%s%s\n\n", quoted(cmp.Or(string(approval.NextRole), "any")),
		quoted(string(s.in.Cancellation.RequestedBy)), assignee(s.standing), until(approval.DueAt)) +
		command("makegood decide %s --approve --reviewer NAME --note WHY", s.id) +
		command("makegood decide %s --adjust AMOUNT --reviewer NAME --note WHY --message TO-THE-CUSTOMER", s.id) +
		command("makegood decide %s --reject --reviewer NAME --note WHY --message TO-THE-CUSTOMER", s.id) +
		command("makegood ask %s --question WHAT --by NAME", s.id) +
		"or send the signal `decide` here: " + quoted(`{"decision_id":"d-1","decision":"approve","reviewer":"NAME","note":"WHY"}`) + "\n\n"
}

// howToResolve is for one leg, or for all that need a person.
func howToResolve(id refund.ID, leg refund.LegID) string {
	only := ""
	if leg != "" {
		only = " --leg " + string(leg)
	}
	return command("makegood resolve %s --retry%s --by NAME --note WHY", id, only) +
		command("makegood resolve %s --paid-elsewhere REFERENCE%s --by NAME --note WHY", id, only) +
		command("makegood resolve %s --pay-another-way store_credit%s --by NAME --note WHY", id, only) +
		command("makegood resolve %s --give-up%s --by NAME --note WHY", id, only)
}

// howToClear is for the legs of a payout that need a person while others go on.
func howToClear(s *story) string {
	var b strings.Builder
	for _, leg := range s.standing.Legs {
		switch {
		case leg.NeedsPerson == "":
		case leg.Status.Undecided():
			fmt.Fprintf(&b, "**Leg %s:** operations, with the provider.\n\n", leg.LegID)
			b.WriteString(runbook(leg.NeedsPerson) + command("makegood look-now %s --leg %s --by NAME", s.id, leg.LegID) +
				command("makegood clear %s --leg %s --paid --reference REFERENCE --evidence URI --by NAME", s.id, leg.LegID) +
				command("makegood clear %s --leg %s --not-paid --reference REFERENCE --evidence URI --by NAME", s.id, leg.LegID))
		default:
			fmt.Fprintf(&b, "**Leg %s:** operations or support.\n\n", leg.LegID)
			b.WriteString(runbook(leg.NeedsPerson) + howToResolve(s.id, leg.LegID))
		}
	}
	return b.String()
}

// howToAnswer names what may still be done after the end.
func howToAnswer(s *story) string {
	text, now := "", s.standing
	if now.Offer.Status == refund.OfferOpen && now.Offer.Terms != nil {
		text += "**Offer:** the customer answers." + until(now.Offer.By) + "\n\n" +
			command("makegood answer-offer %s --accept --choice %s --by NAME", s.id, choiceIDs(*now.Offer.Terms))
	}
	if now.Appealable() {
		text += "**Appeal:** once." + until(now.AppealBy) + "\n\n" + command("makegood appeal %s --statement WHY --by NAME", s.id)
	}
	return text
}

func choiceIDs(terms refund.OfferTerms) string {
	ids := make([]string, 0, len(terms.Choices))
	for _, c := range terms.Choices {
		ids = append(ids, c.ID)
	}
	return strings.Join(ids, ", ")
}

func assignee(now refund.Standing) string {
	if now.Approval.Assignee == "" {
		return ""
	}
	return " Assigned to " + quoted(string(now.Approval.Assignee)) + "."
}

func until(at *time.Time) string {
	if at == nil {
		return ""
	}
	return " Until " + at.Format(time.RFC3339) + "."
}

// runbook names the page about what a person is needed for.
func runbook(code refund.Code) string {
	if code == "" {
		return ""
	}
	return "**Runbook:** `" + refund.RunbookFolder + refund.Runbook(code) + "`\n\n"
}
