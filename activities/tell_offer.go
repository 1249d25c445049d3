package activities

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// OfferToken is a token from a link that answers the offer on a refund.
type OfferToken struct {
	Refund refund.ID `json:"refund"`
	Token  string    `json:"token"`
}

// CheckOfferToken says whether a token was signed here for this refund's offer and has not run out.
// Codes: BAD_TOKEN, TOO_LATE.
func (t Tellers) CheckOfferToken(_ context.Context, in OfferToken) (refund.Answer, error) {
	if t.Links == nil {
		return refund.Answer{Code: refund.CodeBadToken, Detail: "links are not set up here"}, nil
	}
	id, err := t.Links.Verify(in.Token, t.Clock())
	if problem, ok := refund.ProblemIn(err); ok {
		return refund.Answer{Code: problem.Code, Detail: problem.Detail}, nil
	}
	if err != nil {
		return refund.Answer{}, err
	}
	if id != in.Refund {
		return refund.Answer{Code: refund.CodeBadToken, Detail: "the link is for another refund"}, nil
	}
	return refund.Answer{Accepted: true}, nil
}
