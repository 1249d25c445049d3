package workflows

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// howToAct names who has to act for the refund to go on, and the commands for it.
func howToAct(page *foreign.Markdown, s *story) {
	switch now := s.standing; now.Status {
	case refund.StatusAwaitingApproval:
		howToDecide(page, s)
	case refund.StatusNeedsInfo:
		page.Printf("**Who:** the customer. Asked: %s.%s\n\n", refund.HideSealed(now.Question.Question), until(now.Question.AnswerBy))
		page.Command("makegood answer %s --text ANSWER --by NAME", s.id)
	case refund.StatusAwaitingGoods:
		page.Printf("**Who:** whoever inspects the goods.%s\n\n", until(now.Goods.By))
		page.Command("makegood inspect %s --all-accepted --by NAME", s.id)
		howToProve(page, s)
		onlyVerified(page, s.standing)
	case refund.StatusNeedsAttention:
		page.Printf("**Who:** operations or support.%s\n\n", assignee(now))
		runbook(page, now.Attention())
		for _, leg := range now.Legs {
			saidElsewhere(page, leg)
		}
		howToResolve(page, s.id, "")
		onlyVerified(page, now)
	case refund.StatusPayingOut:
		howToClear(page, s)
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusRefunded,
		refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		howToAnswer(page, s)
	}
}

// howToProve is for goods of which the proof of their sending is enough.
func howToProve(page *foreign.Markdown, s *story) {
	if !s.standing.Goods.ProofSuffices {
		return
	}
	page.Printf("or, once the customer has proved that they were sent:\n\n")
	page.Command("makegood inspect %s --sent-carrier CARRIER --sent-reference NUMBER --by NAME", s.id)
}

func howToDecide(page *foreign.Markdown, s *story) {
	approval := s.standing.Approval
	page.Printf("**Who:** a reviewer with the role %s, but not %s.%s%s\n\n", cmp.Or(string(approval.NextRole), "any"),
		s.in.Cancellation.RequestedBy, assignee(s.standing), until(approval.DueAt))
	page.Command("makegood decide %s --approve --reviewer NAME --note WHY", s.id)
	page.Command("makegood decide %s --adjust AMOUNT --reviewer NAME --note WHY --message TO-THE-CUSTOMER", s.id)
	page.Command("makegood decide %s --reject --reviewer NAME --note WHY --message TO-THE-CUSTOMER", s.id)
	page.Command("makegood ask %s --question WHAT --by NAME", s.id)
	if approval.VerifiedAboveMinor == nil {
		page.Printf("or send the signal `decide` here: %s\n\n", `{"decision_id":"d-1","decision":"approve","reviewer":"NAME","note":"WHY"}`)
	}
	onlyVerified(page, s.standing)
}

// onlyVerified says what a name alone does not do where the policy has such a limit.
func onlyVerified(page *foreign.Markdown, now refund.Standing) {
	if above := now.Approval.VerifiedAboveMinor; above != nil {
		page.Printf("**Verified:** above %s, the order's or the customer's of the day, only a person who is signed in counts: act through the API, "+
			"or by these commands with a token (MAKEGOOD_IDENTITY_TOKEN). A signal from here is refused.\n\n", refund.FormatAmount(*above, now.Currency))
	}
}

// howToResolve is for one leg, or for all that need a person.
func howToResolve(page *foreign.Markdown, id refund.ID, leg refund.LegID) {
	for _, way := range []string{"--retry", "--paid-elsewhere REFERENCE", "--pay-another-way store_credit", "--give-up"} {
		if leg == "" {
			page.Command("makegood resolve %s "+way+" --by NAME --note WHY", id)
			continue
		}
		page.Command("makegood resolve %s "+way+" --leg %s --by NAME --note WHY", id, leg)
	}
}

// saidElsewhere names the first of two people who say that a leg was paid outside makegood.
func saidElsewhere(page *foreign.Markdown, leg refund.LegStanding) {
	if said := leg.Elsewhere; said != nil {
		page.Printf("**Leg %s:** %s says that it was paid elsewhere, under %s. Another person has to say so too.\n\n", leg.LegID, said.By, said.Reference)
	}
}

// howToClear is for the legs of a payout that need a person while others go on.
func howToClear(page *foreign.Markdown, s *story) {
	asked := func(leg refund.LegStanding) bool { return leg.NeedsPerson != "" }
	if slices.ContainsFunc(s.standing.Legs, asked) {
		defer onlyVerified(page, s.standing)
	}
	for _, leg := range s.standing.Legs {
		switch {
		case leg.NeedsPerson == "":
		case leg.Status.Undecided():
			page.Printf("**Leg %s:** operations, with the provider.\n\n", leg.LegID)
			runbook(page, leg.NeedsPerson)
			page.Command("makegood look-now %s --leg %s --by NAME", s.id, leg.LegID)
			page.Command("makegood clear %s --leg %s --paid --reference REFERENCE --evidence URI --by NAME", s.id, leg.LegID)
			page.Command("makegood clear %s --leg %s --not-paid --reference REFERENCE --evidence URI --by NAME", s.id, leg.LegID)
		default:
			page.Printf("**Leg %s:** operations or support.\n\n", leg.LegID)
			runbook(page, leg.NeedsPerson)
			saidElsewhere(page, leg)
			howToResolve(page, s.id, leg.LegID)
		}
	}
}

// howToAnswer names what may still be done after the end.
func howToAnswer(page *foreign.Markdown, s *story) {
	now := s.standing
	if now.Offer.Status == refund.OfferOpen && now.Offer.Terms != nil {
		page.Printf("**Offer:** the customer answers.%s One of: %s.\n\n", until(now.Offer.By), choiceIDs(*now.Offer.Terms))
		page.Command("makegood answer-offer %s --accept --choice CHOICE --by NAME", s.id)
	}
	if now.Appealable() {
		page.Printf("**Appeal:** once.%s\n\n", until(now.AppealBy))
		page.Command("makegood appeal %s --statement WHY --by NAME", s.id)
	}
}

func choiceIDs(terms refund.OfferTerms) string {
	ids := make([]string, 0, len(terms.Choices))
	for _, c := range terms.Choices {
		ids = append(ids, c.ID)
	}
	return strings.Join(ids, ", ")
}

func assignee(now refund.Standing) foreign.MD {
	if now.Approval.Assignee == "" {
		return ""
	}
	return foreign.MDf(" Assigned to %s.", now.Approval.Assignee)
}

func until(at *time.Time) foreign.MD {
	if at == nil {
		return ""
	}
	return foreign.MDf(" Until %s.", timeOf(*at))
}

// runbook names the page about what a person is needed for.
func runbook(page *foreign.Markdown, code refund.Code) {
	if code != "" {
		page.Printf("**Runbook:** %s\n\n", refund.RunbookFolder+refund.Runbook(code))
	}
}
