package api

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// binds puts what the call binds the act to into it. A refund's own request id is the key of the request for it, and of
// nothing else.
func (c Call) binds(d *doing) error {
	key, err := d.id.Key()
	if err != nil {
		return err
	}
	if c.Key != "" && c.Key == string(key.Request) {
		return problem(refund.CodeConflict, "the key %q is that of the request for this refund; nothing was done with this call", c.Key)
	}
	if c.ExpectedVersion != 0 && d.expected != 0 && c.ExpectedVersion != d.expected {
		return problem(refund.CodeMalformed, "If-Match names version %d and expected_version %d", c.ExpectedVersion, d.expected)
	}
	d.act.Seen().ExpectedVersion = max(c.ExpectedVersion, d.expected)
	return nil
}

// answeredBefore is the ledger's first answer to an act that comes again under its key, also where the refund's workflow is
// gone. Where the ledger does not answer, the workflow is asked: behind it every act is held against its key once more. The
// holder of a link is not known by a name, so that the workflow alone can answer them.
func (s *Service) answeredBefore(ctx context.Context, call Call, id refund.ID, act refund.Act) (refund.Answer, bool) {
	if act.ID() == "" || act.OfferReply != nil && act.OfferReply.Token != "" {
		return refund.Answer{}, false
	}
	answer, known, err := s.ports.Books.Answered(ctx, refund.ActRequest{Refund: id, Act: act, Witnessed: refund.Witnessed{Subject: call.Subject.Witnessed()}})
	return answer, known && err == nil
}
