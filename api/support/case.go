package support

import (
	"context"
	"errors"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CaseRefunds reads a refund whole: api.Refunds does.
type CaseRefunds interface {
	GetRefund(ctx context.Context, call api.Call, in api.GetRefundRequest) (api.Refund, error)
}

// CaseMask takes out of a refund what the caller may not read, and reports whether it did. It is asked for every case that
// is shown.
type CaseMask func(ctx context.Context, call api.Call, r api.Refund) (masked api.Refund, is bool, err error)

// CasePorts are what Cases work with. Mask may be nil: everybody reads everything.
type CasePorts struct {
	Refunds CaseRefunds
	Books   ledger.CaseReader
	Mask    CaseMask
}

// Cases shows staff one refund with what is around it. It is safe for concurrent use as far as its ports are.
type Cases struct{ ports CasePorts }

// NewCases returns the topic over its ports, and an error where one is missing.
func NewCases(p CasePorts) (*Cases, error) {
	if p.Refunds == nil || p.Books == nil {
		return nil, errors.New("support: cases need the service of refunds and books")
	}
	if p.Mask == nil {
		p.Mask = func(_ context.Context, _ api.Call, r api.Refund) (api.Refund, bool, error) { return r, false, nil }
	}
	return &Cases{ports: p}, nil
}

// Case is a refund with what is around it.
type Case struct {
	api.Refund
	Around ledger.Around `json:"around"`
	// AroundError is why the ledger did not say what is around the refund; Around is empty then.
	AroundError *api.Error `json:"around_error,omitempty"`
	// Explained is how the amount came about, proved anew; nil: nothing was assessed, or the ledger did not answer.
	Explained *Explained `json:"explained,omitempty"`
	// Masked: what identifies people was taken out.
	Masked bool `json:"masked,omitempty"`
}

// Case reads a refund in two reads of the ledger and one question to its workflow. It is an error only where neither the
// workflow nor the ledger knows the refund.
func (s *Cases) Case(ctx context.Context, call api.Call, id refund.ID) (Case, error) {
	r, err := s.ports.Refunds.GetRefund(ctx, call, api.GetRefundRequest{ID: id})
	if err != nil {
		return Case{}, call.Failed(err)
	}
	out := Case{}
	if out.Refund, out.Masked, err = s.ports.Mask(ctx, call, r); err != nil {
		return Case{}, call.Failed(err)
	}
	if out.Around, err = s.ports.Books.Around(ctx, id); err != nil {
		out.Around, out.AroundError = ledger.Around{}, errorOf(call, err)
	}
	if out.Masked {
		out.Around = out.maskedAround()
	}
	if out.Proposal != nil {
		out.Explained = explained(call.Speaker(), out.Refund.Cancellation, out.Proposal.Assessment, out.pinnedOrder())
	}
	return out, nil
}

// maskedAround is what is around the refund without the people in it: differences of orders may name the customer.
func (c Case) maskedAround() ledger.Around {
	around := api.Masked(c.Around)
	around.Order.Customer = c.Cancellation.Order.Customer
	if len(around.Differences) > 0 {
		around.Differences = []string{api.Hidden}
	}
	return around
}

// pinnedOrder is the order as the ledger has it; nil: it did not say.
func (c Case) pinnedOrder() *refund.Order {
	if c.AroundError != nil {
		return nil
	}
	return &c.Around.Order
}

// Documents are what is named in proof of a refund, each where it was first named.
func (c Case) Documents() (out []Document) {
	add := func(source ledger.EvidenceSource, all []refund.Evidence) {
		for _, one := range all {
			out = append(out, Document{Evidence: one, Source: source})
		}
	}
	add(ledger.EvidenceOfRequest, c.Cancellation.Evidence)
	if c.Reply != nil {
		add(ledger.EvidenceOfAnswer, c.Reply.Evidence)
	}
	if c.Appeal != nil {
		add(ledger.EvidenceOfAppeal, c.Appeal.Evidence)
	}
	if c.Inspection != nil {
		for _, line := range c.Inspection.Lines {
			add(ledger.EvidenceOfInspection, line.Evidence)
		}
		if c.Inspection.SentProof != nil {
			add(ledger.EvidenceOfInspection, c.Inspection.SentProof.Evidence)
		}
	}
	return out
}

// Document is a document and where it was named.
type Document struct {
	refund.Evidence
	Source ledger.EvidenceSource
}

// errorOf is what went wrong as the caller is told it.
func errorOf(call api.Call, err error) *api.Error {
	var out *api.Error
	errors.As(call.Failed(err), &out)
	return out
}
