package support

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// View is a filter under a name. BuiltIn names one that everybody has, in the catalogue's words; else Name is its owner's.
type View struct {
	BuiltIn string
	Name    string
	Owner   refund.Person
	Shared  bool
	// Yours: who calls may change it.
	Yours  bool
	Filter QueueFilter
	// Count is how many refunds it shows.
	Count int64
}

// BuiltInViews are the views that everybody has. NeedsAttention are refunds that are parked, or have a leg that a person has
// to act on.
func BuiltInViews() []View {
	return []View{
		{BuiltIn: "all"},
		{BuiltIn: "mine", Filter: QueueFilter{Assignee: Me}},
		{BuiltIn: "role", Filter: QueueFilter{Statuses: []refund.Status{refund.StatusAwaitingApproval}, Role: Me}},
		{BuiltIn: "overdue", Filter: QueueFilter{Overdue: true}},
		{BuiltIn: "law", Filter: QueueFilter{DueByLaw: true}},
		{BuiltIn: "unknown", Filter: QueueFilter{Unknown: true}},
		{BuiltIn: "attention", Filter: QueueFilter{Statuses: []refund.Status{refund.StatusNeedsAttention}, NeedsPerson: true}},
		{BuiltIn: "unassigned", Filter: QueueFilter{Unassigned: true}},
		{BuiltIn: "customer", Filter: QueueFilter{Statuses: []refund.Status{refund.StatusNeedsInfo}}},
	}
}

// Views are the views that who calls sees: those that everybody has, their own, and those that others share. A stored view
// that this release cannot read is left out, and told as a note.
func (s *Service) Views(ctx context.Context, call api.Call) ([]View, error) {
	if err := s.permitQueue(call); err != nil {
		return nil, call.Failed(err)
	}
	stored, err := s.ports.Queue.QueueViews(ctx, call.Subject.Name)
	if err != nil {
		return nil, call.Failed(err)
	}
	out := BuiltInViews()
	for _, one := range stored {
		filter, err := parseStored(one.Query)
		if err != nil {
			tell(call, api.CodeBadFilter, "the view "+one.Name+" cannot be read: "+err.Error())
			continue
		}
		out = append(out, View{Name: one.Name, Owner: one.Owner, Shared: one.Shared, Yours: one.Owner == call.Subject.Name, Filter: filter})
	}
	return out, nil
}

func parseStored(query string) (QueueFilter, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return QueueFilter{}, badFilter("it is no query")
	}
	return ParseQueueFilter(values)
}

func tell(call api.Call, code refund.Code, text string) {
	if call.Note != nil {
		call.Note(api.Note{Code: code, Text: text})
	}
}

// viewNameMax bounds a view's name, in characters.
const viewNameMax = 60

// SaveViewRequest keeps a filter under a name, in place of the one that who calls has under it.
type SaveViewRequest struct {
	Name   string
	Filter QueueFilter
	Shared bool
}

// SaveView keeps a view of who calls.
func (s *Service) SaveView(ctx context.Context, call api.Call, in SaveViewRequest) error {
	return call.Failed(s.saveView(ctx, call, in))
}

func (s *Service) saveView(ctx context.Context, call api.Call, in SaveViewRequest) error {
	if err := s.permitActs(ctx, call); err != nil {
		return err
	}
	name := strings.Join(strings.Fields(in.Name), " ")
	switch {
	case name == "":
		return refund.Problem{Code: refund.CodeMissingField, Detail: "a view needs a name"}
	case utf8.RuneCountInString(name) > viewNameMax:
		return badFilter("a view's name has at most %d characters", viewNameMax)
	}
	if err := in.Filter.check(); err != nil {
		return err
	}
	query := in.Filter.Query().Encode()
	if len(query) > queryBytesMax {
		return badFilter("the filter is longer than %d bytes", queryBytesMax)
	}
	view := ledger.QueueView{Owner: call.Subject.Name, Name: name, Query: query, Shared: in.Shared}
	return s.ports.Queue.SaveQueueView(ctx, view, call.Subject.Witnessed())
}

// DropView forgets a view of who calls; one that they do not have is no error.
func (s *Service) DropView(ctx context.Context, call api.Call, name string) error {
	if err := s.permitActs(ctx, call); err != nil {
		return call.Failed(err)
	}
	return call.Failed(s.ports.Queue.DropQueueView(ctx, call.Subject.Name, name, call.Subject.Witnessed()))
}
