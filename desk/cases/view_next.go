package cases

import (
	"strings"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// look is how a state is drawn beside its words: an icon of the kit, and a class.
type look struct{ Icon, Class string }

// The looks.
var (
	lookGood    = look{"done", "good"}
	lookBad     = look{"bad", "bad"}
	lookPerson  = look{"attention", "warn"}
	lookWaits   = look{"waiting", "warn"}
	lookUnknown = look{"unknown", "unknown"}
	lookHeld    = look{"locked", "warn"}
	lookQuiet   = look{"", "muted"}
)

// lookOfRefund is a refund's look. One with a leg whose outcome nobody knows looks unknown, whatever else is said of it.
func lookOfRefund(s refund.Standing) look {
	for _, leg := range s.Legs {
		if leg.Status == refund.LegUnknown {
			return lookUnknown
		}
	}
	if s.NeedsHuman() {
		return lookPerson
	}
	return lookOf(s.Status)
}

// lookOf is the look of a refund of which the status alone is known.
func lookOf(s refund.Status) look {
	switch s {
	case refund.StatusRefunded:
		return lookGood
	case refund.StatusPartlyRefunded:
		return look{"done", "warn"}
	case refund.StatusRejected:
		return lookBad
	case refund.StatusNeedsAttention, refund.StatusAwaitingApproval:
		return lookPerson
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusNeedsInfo, refund.StatusPayingOut:
		return lookWaits
	case refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return lookQuiet
	}
	return lookQuiet
}

// isPlain reports whether a page's address has no parameter.
func isPlain(path string) bool { return !strings.Contains(path, "?") }

// nextView is who acts next. Who is a text's id after "desk.cases.next."; Role and Assignee say more of a member of staff.
type nextView struct {
	Who      string
	Role     refund.Role
	Assignee refund.Person
	// WaitsFor is what the workflow says that it waits for; Code is why a person is needed, and Runbook the page about that.
	WaitsFor string
	Code     refund.Code
	Runbook  string
}

func nextOf(words wording.Words, c support.Case) nextView {
	s := c.Standing
	out := nextView{Who: whoIsNext(s), WaitsFor: words.Stored(c.WaitsFor)}
	if waitsForStaff(s.Status) {
		out.Role, out.Assignee = s.Approval.NextRole, s.Approval.Assignee
	}
	if out.Code = s.Attention(); out.Code != "" {
		out.Runbook = refund.RunbookFolder + refund.Runbook(out.Code)
	}
	return out
}

// whoIsNext says who acts next: staff, the customer, a provider, or makegood by itself.
func whoIsNext(s refund.Standing) string {
	switch s.Status {
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected:
		return "makegood"
	case refund.StatusAwaitingApproval:
		return "approval"
	case refund.StatusNeedsInfo:
		return "answer"
	case refund.StatusAwaitingGoods:
		return "goods"
	case refund.StatusNeedsAttention:
		return "resolve"
	case refund.StatusPayingOut:
		return whoPaysNext(s)
	case refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	switch {
	case s.Offer.Status == refund.OfferOpen:
		return "offer"
	case s.AppealBy != nil && !s.Closed:
		return "appeal"
	}
	return "nobody"
}

func whoPaysNext(s refund.Standing) string {
	stopped, undecided := false, false
	for _, leg := range s.Legs {
		if leg.NeedsPerson != "" {
			return "leg"
		}
		stopped = stopped || leg.Stopped != ""
		undecided = undecided || leg.Status.Undecided()
	}
	switch {
	case undecided:
		return "provider"
	case stopped:
		return "stopped"
	}
	return "makegood"
}

// approvalView is who has to agree, and who did.
type approvalView struct {
	Required int
	Reasons  []string
	Agreed   []refund.Agreement
	Left     []refund.Role
	Final    bool
}

func approvalOf(c support.Case) approvalView {
	a := c.Approval
	out := approvalView{Required: a.Required, Reasons: a.Reasons, Agreed: a.Agreed, Final: a.Final}
	if len(a.Agreed) < len(a.Roles) {
		out.Left = a.Roles[len(a.Agreed):]
	}
	return out
}

// customerView is the customer, and what they said.
type customerView struct {
	ID         refund.CustomerID
	Tier       string
	Locale     string
	Question   *refund.Question
	Reply      *refund.InfoReply
	Appeal     *refund.Appeal
	Inspection *refund.Inspection
}

func customerOf(c support.Case) customerView {
	who := c.Cancellation.Order.Customer
	return customerView{
		ID: who.CustomerID, Tier: who.Tier, Locale: who.Locale, Question: c.Question, Reply: c.Reply, Appeal: c.Appeal, Inspection: c.Inspection,
	}
}

// riskView is a verdict: its reasons are codes of the vocabulary "reason".
type riskView struct {
	refund.RiskVerdict
	Class string
}

func riskOf(c support.Case) *riskView {
	if c.Proposal == nil || c.Proposal.Verdict.Band == "" {
		return nil
	}
	class := map[refund.RiskBand]string{refund.RiskLow: "good", refund.RiskMedium: "warn", refund.RiskHigh: "bad"}[c.Proposal.Verdict.Band]
	return &riskView{c.Proposal.Verdict, class}
}

// offerView is the goodwill beside the refund.
type offerView struct {
	Status  refund.OfferStatus
	Choices []refund.OfferChoice
	// Taken is the choice that was taken, Code what it is redeemed by.
	Taken, Code string
}

func offerOf(s refund.Standing) *offerView {
	if s.Offer.Status == "" || s.Offer.Status == refund.OfferNone {
		return nil
	}
	out := &offerView{Status: s.Offer.Status, Code: s.Offer.Code}
	if s.Offer.Status == refund.OfferAccepted {
		out.Taken = s.Offer.Choice
	}
	if s.Offer.Terms != nil {
		out.Choices = s.Offer.Terms.Choices
	}
	return out
}
