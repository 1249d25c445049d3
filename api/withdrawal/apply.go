package withdrawal

import (
	"context"
	"net/mail"
	"slices"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/refund"
)

// Application asks for a refund by a shop's link.
type Application struct {
	Link Link
	// ID makes it repeatable: one of NewApplicationID's.
	ID string
	// Lines are what it is about; none: all of the order.
	Lines  []refund.CancelledLine
	Reason refund.Reason
	// Email is where the customer is told what becomes of it; empty: nowhere.
	Email string
}

// Applied is the order that a link is for, and what may be said of it.
type Applied struct {
	Order refund.Order
	// Reasons are those that a customer may give.
	Reasons []refund.Reason
}

// Preview is what an application would come to.
type Preview struct {
	Line preview.Line
	// Statement is the amount as the customer reads it.
	Statement refund.Statement
	// From and By are between when the money would be expected; UsuallySeconds is how long at most half of the refunds that
	// went this way took. Empty: nothing is known.
	From, By       *time.Time
	UsuallySeconds int64
}

// CodeReasonNotCustomers: the reason is none that a customer gives.
const CodeReasonNotCustomers refund.Code = "REASON_NOT_CUSTOMERS"

// NewApplicationID makes the id of an application that is about to be sent: sending twice asks once.
func (s *Service) NewApplicationID() string { return s.ports.NewID() }

// CustomersReasons are the reasons that a customer may give.
func CustomersReasons() []refund.Reason {
	return slices.DeleteFunc(refund.Reasons(), func(r refund.Reason) bool { return r == refund.ReasonFraudSuspected })
}

// Order returns the order of a link.
func (s *Service) Order(ctx context.Context, call api.Call, link Link) (Applied, error) {
	order, err := s.linkedOrder(ctx, link)
	return Applied{Order: order, Reasons: CustomersReasons()}, call.Failed(err)
}

func (s *Service) linkedOrder(ctx context.Context, link Link) (refund.Order, error) {
	if err := s.CheckLink(link); err != nil {
		return refund.Order{}, err
	}
	books, err := s.ports.Books(ctx)
	if err != nil {
		return refund.Order{}, err
	}
	known, is, err := findOrder(ctx, books, link.Merchant, link.Order)
	if err == nil && !is {
		err = refund.Problem{Code: CodeOrderUnknown, Detail: "the shop has not told of this order yet"}
	}
	return known.order, err
}

// Preview says what an application would come to, and why, moving nothing.
func (s *Service) Preview(ctx context.Context, call api.Call, in Application) (Preview, error) {
	request, call, err := s.application(ctx, call, in)
	if err != nil {
		return Preview{}, call.Failed(err)
	}
	said, err := s.ports.Refunds.PreviewRefund(ctx, call, api.PreviewRefundRequest{Requests: []refund.Request{{
		Cancellation: request.Cancellation, Digest: refund.Digest(request.Cancellation), Contact: request.Contact,
	}}})
	if err != nil {
		return Preview{}, err
	}
	if len(said) != 1 || said[0].Error != nil || said[0].Line == nil {
		if len(said) == 1 && said[0].Error != nil {
			return Preview{}, said[0].Error
		}
		return Preview{}, call.Failed(refund.Problem{Code: api.CodeFault, Detail: "the preview has no answer"})
	}
	return s.expected(ctx, request.Cancellation, *said[0].Line), nil
}

// expected adds when the money would come, as a message to the customer says it.
func (s *Service) expected(ctx context.Context, c refund.Cancellation, l preview.Line) Preview {
	out := Preview{Line: l, Statement: l.Statement()}
	if s.ports.Expect == nil || l.TotalMinor <= 0 {
		return out
	}
	n := refund.Notice{Refund: c.ID(), Kind: refund.NoticeAcknowledged, Status: refund.StatusPayingOut, At: s.ports.Now()}
	for _, leg := range l.Legs {
		if !leg.Void {
			n.Ways = append(n.Ways, c.Order.Way(refund.PlannedLeg{PaymentID: leg.PaymentID, Via: leg.Via, AmountMinor: leg.AmountMinor}))
		}
	}
	n = s.ports.Expect(ctx, n)
	out.From, out.By, out.UsuallySeconds = n.ExpectedFrom, n.ExpectedBy, n.UsuallySeconds
	return out
}

// Apply asks for the refund. The same application again has the same refund.
func (s *Service) Apply(ctx context.Context, call api.Call, in Application) (api.RequestedRefund, error) {
	request, call, err := s.application(ctx, call, in)
	if err != nil {
		return api.RequestedRefund{}, call.Failed(err)
	}
	return s.ports.Refunds.RequestRefund(ctx, call, request)
}

// application is the request that an application makes, by who holds the shop's link.
func (s *Service) application(ctx context.Context, call api.Call, in Application) (api.RequestRefundRequest, api.Call, error) {
	order, err := s.linkedOrder(ctx, in.Link)
	if err != nil {
		return api.RequestRefundRequest{}, call, err
	}
	if !slices.Contains(CustomersReasons(), in.Reason) {
		return api.RequestRefundRequest{}, call, refund.Problem{Code: CodeReasonNotCustomers, Detail: "the reason is not one of those on the page"}
	}
	var contact refund.Contact
	if in.Email != "" {
		address, err := mail.ParseAddress(in.Email)
		if err != nil {
			return api.RequestRefundRequest{}, call, refund.Problem{Code: refund.CodeMalformed, Detail: "the e-mail address is none"}
		}
		contact.Email = address.Address
	}
	customer := refund.Person(refund.CustomerPrefix + string(order.Customer.CustomerID))
	c := refund.Cancellation{
		Key:   refund.Key{Merchant: in.Link.Merchant, Order: in.Link.Order, Request: refund.RequestID("a-" + in.ID)},
		Scope: refund.ScopeWholeOrder, OccurredAt: s.ports.Now(), Reason: in.Reason, Initiator: refund.InitiatorCustomer, RequestedBy: customer, Order: order,
	}
	if len(in.Lines) > 0 {
		c.Scope, c.CancelledLines = refund.ScopeLines, in.Lines
	}
	call.Subject = api.Subject{Name: customer, Kind: api.Human, Verified: refund.ByLink}
	call.Key = ""
	return api.RequestRefundRequest{Cancellation: c, Contact: contact}, call, nil
}
