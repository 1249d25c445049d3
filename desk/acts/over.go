package acts

import (
	"fmt"
	"net/http"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/refund"
)

// overBy is the refusal of an act whose refund is over by now. Its workflow is gone then and takes nothing (NOT_FOUND), although the
// refund is in the ledger: who acts is told that it has moved on since they looked (STALE_VIEW), or that it is over (WRONG_STATE).
// Every other error stays as it is.
func (p *Pages) overBy(r *http.Request, call api.Call, in support.Intent, err error) error {
	if codeOf(call, err) != refund.CodeNotFound {
		return err
	}
	found, unread := p.ports.Refunds.GetRefund(r.Context(), call, api.GetRefundRequest{ID: in.ID})
	if unread != nil || !found.Status.Final() {
		return err
	}
	if in.Version != 0 && in.Version != found.Version {
		return refund.Problem{Code: refund.CodeStaleView, Detail: fmt.Sprintf("the refund is at version %d, not at %d: look again", found.Version, in.Version)}
	}
	return refund.Problem{Code: refund.CodeWrongState, Detail: "the refund is " + string(found.Status) + ", which is over"}
}
