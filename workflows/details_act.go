package workflows

import (
	"cmp"
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// howToAct names who leads the refund on from where it waits, and the commands for it.
func howToAct(s *story) string {
	id := string(s.id)
	switch s.view.Status {
	case refund.StatusAwaitingApproval:
		return howToDecide(s)
	case refund.StatusNeedsInfo:
		return fmt.Sprintf("**Who:** the customer. Asked: %s.%s\n\n", quoted(s.view.Question.Question), until(s.answerBy)) +
			command("makegood answer %s --text ANSWER --by NAME", id)
	case refund.StatusAwaitingGoods:
		return "**Who:** whoever inspects the goods." + until(s.view.GoodsBy) + "\n\n" +
			command("makegood inspect %s --all-accepted --by NAME", id)
	case refund.StatusNeedsAttention:
		return "**Who:** operations or support." + assignee(s) + "\n\n" + runbook(s) +
			command("makegood resolve %s --retry --by NAME --note WHY", id) +
			command("makegood resolve %s --paid-elsewhere REFERENCE --by NAME --note WHY", id) +
			command("makegood resolve %s --pay-another-way store_credit --by NAME --note WHY", id) +
			command("makegood resolve %s --give-up --by NAME --note WHY", id)
	case refund.StatusPayingOut:
		return runbook(s)
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusRefunded,
		refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return howToAnswer(s)
}

func howToDecide(s *story) string {
	id := string(s.id)
	return fmt.Sprintf("**Who:** a reviewer with the role %s, but not %s.%s%s\n\n", quoted(cmp.Or(string(s.view.NextRole), "any")),
		quoted(string(s.in.Cancellation.RequestedBy)), assignee(s), until(s.view.ReviewDueAt)) +
		command("makegood decide %s --approve --reviewer NAME --note WHY", id) +
		command("makegood decide %s --adjust AMOUNT --reviewer NAME --note WHY --message TO-THE-CUSTOMER", id) +
		command("makegood decide %s --reject --reviewer NAME --note WHY --message TO-THE-CUSTOMER", id) +
		command("makegood ask %s --question WHAT --by NAME", id) +
		"or send the signal `decide` here: " + quoted(`{"decision_id":"d-1","decision":"approve","reviewer":"NAME","note":"WHY"}`) + "\n\n"
}

// howToAnswer is what is left to do after the end.
func howToAnswer(s *story) string {
	text := ""
	if s.view.Offer == refund.OfferOpen {
		text += "**Offer:** the customer answers." + until(s.view.OfferBy) + "\n\n" +
			command("makegood answer-offer %s --accept --choice %s --by NAME", string(s.id), choiceIDs(*s.view.OfferTerms))
	}
	if s.view.AppealBy != nil {
		text += "**Appeal:** once." + until(s.view.AppealBy) + "\n\n" +
			command("makegood appeal %s --statement WHY --by NAME", string(s.id))
	}
	return text
}

func assignee(s *story) string {
	if s.view.Assignee == "" {
		return ""
	}
	return " Assigned to " + quoted(string(s.view.Assignee)) + "."
}

func until(at *time.Time) string {
	if at == nil {
		return ""
	}
	return " Until " + at.Format(time.RFC3339) + "."
}

// runbook names the page about what a person is needed for.
func runbook(s *story) string {
	if s.attention == "" {
		return ""
	}
	return "**Runbook:** `docs/runbooks/" + refund.Runbook(s.attention) + "`\n\n"
}
