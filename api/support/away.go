package support

import (
	"context"
	"slices"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// absenceMax is how long an absence lasts at most.
const absenceMax = 366 * 24 * time.Hour

// AwayRequest says that a person is away in [From, Until), and who is shown what is assigned to them.
type AwayRequest struct {
	Person, Deputy refund.Person
	From, Until    time.Time
}

// Away lists who is away, or will be, by the end of their absence.
func (s *Service) Away(ctx context.Context, call api.Call) ([]ledger.Absence, error) {
	if err := s.permitQueue(call); err != nil {
		return nil, call.Failed(err)
	}
	out, err := s.ports.Queue.Absences(ctx)
	return out, call.Failed(err)
}

// SetAway says that a person is away, in place of what was said before. A member of staff may say it of another one, who
// may be ill; who said it is kept.
func (s *Service) SetAway(ctx context.Context, call api.Call, in AwayRequest) error {
	return call.Failed(s.setAway(ctx, call, in))
}

func (s *Service) setAway(ctx context.Context, call api.Call, in AwayRequest) error {
	if err := s.permitActs(ctx, call); err != nil {
		return err
	}
	for _, person := range []refund.Person{in.Person, in.Deputy} {
		if err := s.known(ctx, person); err != nil {
			return err
		}
	}
	switch {
	case refund.SamePerson(in.Person, in.Deputy):
		return refund.Problem{Code: refund.CodeMalformed, Detail: "nobody is their own deputy"}
	case !in.From.Before(in.Until) || !in.Until.After(s.ports.Now()):
		return refund.Problem{Code: refund.CodeBadPeriod, Detail: "an absence ends after it begins, and after now"}
	case in.Until.Sub(in.From) > absenceMax:
		return refund.Problem{Code: refund.CodeBadPeriod, Detail: "an absence lasts a year at most"}
	}
	return s.ports.Queue.SetAbsence(ctx, ledger.Absence{
		Person: in.Person, Deputy: in.Deputy, FromAt: in.From.UTC(), UntilAt: in.Until.UTC(), SetBy: call.Subject.Name,
	}, call.Subject.Witnessed())
}

// EndAway says that a person is back.
func (s *Service) EndAway(ctx context.Context, call api.Call, person refund.Person) error {
	if err := s.permitActs(ctx, call); err != nil {
		return call.Failed(err)
	}
	return call.Failed(s.ports.Queue.EndAbsence(ctx, person, call.Subject.Name, call.Subject.Witnessed()))
}

// HandoverRequest gives what is assigned to one person to another. To "" gives it back to everybody.
type HandoverRequest struct {
	From, To refund.Person
	Note     string
}

// Handover assigns anew what waits and is assigned to a person, one by one, at most BulkMax of them; More: there is more, and
// the same again goes on.
func (s *Service) Handover(ctx context.Context, call api.Call, in HandoverRequest) (results []BulkResult, more bool, err error) {
	if err := s.permitActs(ctx, call); err != nil {
		return nil, false, call.Failed(err)
	}
	page, err := s.queue(ctx, call, QueueRequest{Filter: QueueFilter{Assignee: in.From}, Limit: BulkMax})
	if err != nil {
		return nil, false, call.Failed(err)
	}
	var ids []refund.ID
	for _, row := range page.Rows {
		ids = append(ids, row.ID)
	}
	if len(ids) == 0 {
		return nil, false, nil
	}
	results, err = s.BulkAssign(ctx, call, BulkAssignRequest{IDs: ids, To: in.To, Note: in.Note})
	return results, page.Next != "", err
}

// Colleagues are the people of reviewers.yaml, by name: to whom refunds are assigned, and who stands in for whom.
func (s *Service) Colleagues(ctx context.Context, call api.Call) ([]refund.Person, error) {
	if err := permitPeople(call); err != nil {
		return nil, call.Failed(err)
	}
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return nil, call.Failed(err)
	}
	var out []refund.Person
	for _, one := range staff.Reviewers {
		out = append(out, one.Name)
	}
	slices.Sort(out)
	return out, nil
}
