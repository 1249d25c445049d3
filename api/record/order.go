package record

import (
	"fmt"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

// cancelled is a cancellation as the event has it: the order's members lie beside the cancellation's, and the customer has
// the contact.
type cancelled struct {
	refund.Cancellation
	order
	Nested   *struct{} `json:"order,omitempty"`
	Customer customer  `json:"customer"`
	Fees     []fee     `json:"fees,omitempty"`
}

type order refund.Order

type customer struct {
	refund.Customer
	refund.Contact
}

// fee has one tax at most.
type fee struct {
	refund.Fee
	Taxes *struct{}   `json:"taxes,omitempty"`
	Tax   *refund.Tax `json:"tax,omitempty"`
}

// OrderCancelled is a cancellation, and whom to tell, as an event: the reverse of event.Convert. An error means that it is
// none that came by an event.
func OrderCancelled(c refund.Cancellation, to refund.Contact) (*orderv1.OrderCancelled, error) {
	in := cancelled{Cancellation: c, order: order(c.Order), Customer: customer{c.Order.Customer, to}}
	for _, f := range c.Order.Fees {
		one := fee{Fee: f}
		switch len(f.Taxes) {
		case 0:
		case 1:
			one.Tax = &f.Taxes[0]
		default:
			return nil, fmt.Errorf("record: fee %s has %d taxes, an event has one", f.FeeID, len(f.Taxes))
		}
		in.Fees = append(in.Fees, one)
	}
	out := new(orderv1.OrderCancelled)
	return out, Write(out, in)
}
