package activities

import (
	"context"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Ledger is the door to the books. It brings the rules that judge under the order's lock, and what is
// known of the people who act.
type Ledger struct {
	Books Books
	Rules ledger.Rules
	// Staff is who may decide.
	Staff StaffList
	// Links check the links that answer offers; nil: no token is good. Clock is UTC.
	Links *messaging.Links
	Clock func() time.Time
	// Channels are the names of those that customers are told by.
	Channels []string
	// Vault seals texts that came unsealed, as from the Temporal UI; nil: they are kept as they came.
	Vault *privacy.Vault
	// Pages makes links to customers' pages; nil: there are none.
	Pages *messaging.Pages
	// Witness checks the doors' word on who acts; nil: no door is trusted, and every act is asserted.
	Witness Witness
}

// Books is what the activities need of the ledger.
type Books interface {
	ledger.Cases
	ledger.Legs
	ledger.Messages
}

// StaffList is who may decide, as it stands.
type StaffList interface {
	Staff() refund.Staff
}

// DecideRefund claims, judges and holds a request; or returns what was stored before.
func (l Ledger) DecideRefund(ctx context.Context, in refund.Decide) (refund.Decided, error) {
	in.Claims = claimsBy(l.Channels, in.Claims)
	var err error
	if in.Witnessed, err = l.witnessedRequest(in); err != nil {
		return refund.Decided{}, err
	}
	in.Attested = nil
	in.Link, in.Contact = l.firstLink(ctx, in), nil
	if in.Cancellation, err = privacy.Seal(ctx, l.Vault, in.Cancellation.Owner(), in.Cancellation); err != nil {
		return refund.Decided{}, err
	}
	return l.Books.DecideRefund(ctx, in, l.Rules)
}

// CarryOutAct lets the books judge and carry out what a person does, with what is known of the person
// by now.
func (l Ledger) CarryOutAct(ctx context.Context, in refund.ActRequest) (refund.Acted, error) {
	var err error
	if in.Witnessed, err = l.witnessed(in.Refund, in.Act); err != nil {
		return refund.Acted{}, err
	}
	in.Act.Attested = nil
	if reply := in.Act.OfferReply; reply != nil && reply.Token != "" {
		if problem, bad := l.checkToken(in.Refund, reply.Token); bad {
			standing, err := l.Books.Standing(ctx, in.Refund)
			answer := refund.Answer{Code: problem.Code, Detail: problem.Detail, Status: standing.Status}
			return refund.Acted{Answer: answer, Standing: standing}, err
		}
		known := *reply
		known.Token = "" // the link is a secret, and has said what it had to
		in.Act.OfferReply = &known
		if in.Witnessed.Verified == refund.Asserted && in.Witnessed.Problem == nil {
			in.Witnessed.Verified = refund.ByLink
		}
	}
	if in.Act, err = privacy.SealFor(ctx, l.Vault, in.Refund, in.Act); err != nil {
		return refund.Acted{}, err
	}
	staff := l.Staff.Staff()
	in.Authority = in.Witnessed.Within(staff.Authority(in.Act.By()))
	if in.Act.Kind == refund.ActAssign {
		in.Assignee = staff.Authority(in.Act.Assignment.To)
	}
	return l.Books.CarryOut(ctx, in, l.Rules)
}

// checkToken refuses a token that was not signed here for this refund's offer (BAD_TOKEN) or has run out
// (TOO_LATE).
func (l Ledger) checkToken(id refund.ID, token string) (refund.Problem, bool) {
	if l.Links == nil {
		return refund.Problem{Code: refund.CodeBadToken, Detail: "links are not set up here"}, true
	}
	signed, err := l.Links.Verify(token, l.Clock())
	if problem, ok := refund.ProblemIn(err); ok {
		return problem, true
	}
	if err != nil || signed != id {
		return refund.Problem{Code: refund.CodeBadToken, Detail: "the link is for another refund"}, true
	}
	return refund.Problem{}, false
}

// claimsBy names the channels in claims of messages.
func claimsBy(channels []string, claims []refund.MessageClaim) []refund.MessageClaim {
	out := make([]refund.MessageClaim, len(claims))
	for i, claim := range claims {
		claim.Channels = channels
		out[i] = claim
	}
	return out
}
