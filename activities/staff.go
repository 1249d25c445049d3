package activities

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/sdk/activity"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Staff is the door to the people who decide.
type Staff struct {
	List StaffList
	// Mail brings them messages; each once by its derived id.
	Mail messaging.Channel
}

// CallStaff writes to everybody who may lead a waiting refund on. Who has been written to is not
// written to again when the call is repeated; an address that is refused is nobody to wait for.
func (s Staff) CallStaff(ctx context.Context, in refund.StaffCall) (refund.StaffCalled, error) {
	var out refund.StaffCalled
	var failed error
	for _, person := range s.List.Staff().Callees(in) {
		err := s.Mail.Deliver(ctx, messaging.StaffMessage(in, person))
		switch {
		case err == nil:
			out.People = append(out.People, person.Name)
		case errors.Is(err, messaging.ErrNoAddress), errors.Is(err, messaging.ErrRefused), errors.Is(err, messaging.ErrUnknown):
			activity.GetLogger(ctx).Warn("a member of staff cannot be written to", "refund", in.Refund, "who", person.Name, "error", err)
		default:
			failed = errors.Join(failed, fmt.Errorf("%s could not be written to yet", person.Name))
		}
	}
	return out, failed
}
