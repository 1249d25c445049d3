package withdrawal

import (
	"context"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Listed is a statement as staff sees it.
type Listed struct {
	ledger.Statement
	// Declaration is what was declared; Erased: its words are deleted.
	Declaration Declaration
	Erased      bool
}

// Shown is one statement with all that staff needs to deal with it.
type Shown struct {
	Listed
	Acts []ledger.StatementAct
	// Order is the order that the customer's words name, where it is known: for staff to compare.
	Order *refund.Order
	// OrderID is what of the words names it.
	OrderID refund.OrderID
}

// List lists statements, newest first: those that wait for staff, or all.
func (s *Service) List(ctx context.Context, call api.Call, filter ledger.StatementFilter) ([]Listed, error) {
	if err := s.forReaders(ctx, call); err != nil {
		return nil, call.Failed(err)
	}
	books, err := s.ports.Books(ctx)
	if err != nil {
		return nil, call.Failed(err)
	}
	rows, err := books.Statements(ctx, filter)
	if err != nil {
		return nil, call.Failed(err)
	}
	out := make([]Listed, len(rows))
	for i, row := range rows {
		if out[i], err = s.opened(ctx, row); err != nil {
			return nil, call.Failed(err)
		}
	}
	return out, nil
}

// forStaff refuses programs and nobody: statements have what customers wrote.
func forStaff(call api.Call) error {
	switch {
	case strings.TrimSpace(string(call.Subject.Name)) == "" || call.Subject.Verified == "":
		return refund.Problem{Code: api.CodeUnauthenticated, Detail: "nobody is known who calls"}
	case call.Subject.Kind != api.Human:
		return refund.Problem{Code: refund.CodeNotForMachines, Detail: "statements of withdrawal are for people"}
	}
	return nil
}

// forReaders refuses auditors too, and who is not in reviewers.yaml: a statement is personal data from its first word to its last.
func (s *Service) forReaders(ctx context.Context, call api.Call) error {
	if err := forStaff(call); err != nil {
		return err
	}
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return err
	}
	return call.MayReadCustomers(staff)
}

func (s *Service) opened(ctx context.Context, row ledger.Statement) (Listed, error) {
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return Listed{}, err
	}
	d, erased, err := openDeclaration(ctx, vault, row)
	return Listed{Statement: row, Declaration: d, Erased: erased}, err
}

// Show returns one statement.
func (s *Service) Show(ctx context.Context, call api.Call, id ledger.StatementID) (Shown, error) {
	if err := s.forReaders(ctx, call); err != nil {
		return Shown{}, call.Failed(err)
	}
	out, err := s.show(ctx, id)
	return out, call.Failed(err)
}

func (s *Service) show(ctx context.Context, id ledger.StatementID) (out Shown, err error) {
	books, err := s.ports.Books(ctx)
	if err != nil {
		return out, err
	}
	row, err := books.Statement(ctx, id)
	if err != nil {
		return out, err
	}
	if out.Listed, err = s.opened(ctx, row); err != nil {
		return out, err
	}
	if out.Acts, err = books.StatementActs(ctx, id); err != nil {
		return out, err
	}
	out.OrderID = row.Order
	if out.OrderID == "" {
		out.OrderID = refund.OrderID(out.Declaration.Contract)
	}
	known, is, err := findOrder(ctx, books, row.Merchant, out.OrderID)
	if is {
		out.Order = &known.order
	}
	return out, err
}

// StaffAct is what staff decides about a statement. Order and Lines go with ledger.StatementMatch: the order as staff found it,
// and the part that is meant (none: all of it).
type StaffAct struct {
	ID    ledger.StatementID
	Verb  ledger.StatementVerb
	Order refund.OrderID
	Lines []refund.CancelledLine
	Note  string
}

// Act carries out what staff decided about a statement.
func (s *Service) Act(ctx context.Context, call api.Call, in StaffAct) error {
	if err := forStaff(call); err != nil {
		return call.Failed(err)
	}
	return call.Failed(s.act(ctx, call, in))
}

func (s *Service) act(ctx context.Context, call api.Call, in StaffAct) error {
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return err
	}
	books, err := s.ports.Books(ctx)
	if err != nil {
		return err
	}
	who := call.Subject.Witnessed()
	acted := ledger.StatementActed{
		ID: in.ID, Verb: in.Verb, Cause: refund.Cause{Actor: call.Subject.Name, Reason: strings.TrimSpace(in.Note)}, Acting: who,
		Authority: who.Within(staff.Authority(call.Subject.Name)),
	}
	if in.Verb == ledger.StatementMatch {
		if err := s.matched(ctx, books, in, &acted); err != nil {
			return err
		}
	}
	answer, err := books.ActOnStatement(ctx, acted)
	if err != nil || answer.Accepted {
		return err
	}
	return refund.Problem{Code: answer.Code, Detail: answer.Detail}
}

// matched fills in the order that staff named. One that nobody knows cannot be refunded: the shop has to tell of it first.
func (s *Service) matched(ctx context.Context, books Books, in StaffAct, acted *ledger.StatementActed) error {
	row, err := books.Statement(ctx, in.ID)
	if err != nil {
		return err
	}
	known, is, err := findOrder(ctx, books, row.Merchant, in.Order)
	if err != nil {
		return err
	}
	if !is {
		return refund.Problem{Code: CodeOrderUnknown, Detail: "no order of that number is known: the shop has to register it first"}
	}
	if _, clear := partOf(Declaration{Lines: declaredOf(in.Lines)}, known.order); !clear {
		return refund.Problem{Code: CodePartUnclear, Detail: "the order has no such lines, or not as many"}
	}
	acted.Order, acted.Customer, acted.Lines = in.Order, known.order.Customer.CustomerID, in.Lines
	return nil
}

func declaredOf(lines []refund.CancelledLine) (out []DeclaredLine) {
	for _, l := range lines {
		out = append(out, DeclaredLine{LineID: l.LineID, Quantity: l.Quantity})
	}
	return out
}
