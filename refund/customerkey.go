package refund

import (
	"slices"
	"time"
)

// KeyScope says whose a key is.
type KeyScope string

// The scopes of keys.
const (
	// KeyOfCustomer is a customer's of a merchant.
	KeyOfCustomer KeyScope = "customer"
	// KeyOfOrder is an order's: of an event that names no customer.
	KeyOfOrder KeyScope = "order"
	// KeyOfMonth is for what names neither: of the month in which it came, such as "2026-11".
	KeyOfMonth KeyScope = "month"
)

// KeyOwner is whose a key is. Name is the customer's id, the order's, or the month.
type KeyOwner struct {
	Scope    KeyScope   `json:"scope"`
	Merchant MerchantID `json:"merchant_id,omitempty"`
	Name     string     `json:"name"`
}

// CustomerOwner is the owner of a customer's key.
func CustomerOwner(merchant MerchantID, customer CustomerID) KeyOwner {
	return KeyOwner{Scope: KeyOfCustomer, Merchant: merchant, Name: string(customer)}
}

// Owner is whose key the texts of a request are sealed under.
func (c Cancellation) Owner() KeyOwner { return CustomerOwner(c.Merchant, c.Order.Customer.CustomerID) }

// StoredKey is a key as it is kept: Secret is what is kept of it, wrapped or plain, and empty once it is erased.
type StoredKey struct {
	ID     string
	Owner  KeyOwner
	Secret string
	MadeAt time.Time
	// ErasedAt is when the key was deleted; nil: it is there.
	ErasedAt *time.Time
}

// Erasure asks to delete what is kept of a customer.
type Erasure struct {
	Merchant MerchantID `json:"merchant_id"`
	Customer CustomerID `json:"customer_id"`
	Cause    Cause      `json:"cause"`
	// Force erases although refunds are open.
	Force bool `json:"force,omitempty"`
	// Acting is how it is known who erases; the zero Subject: it is asserted.
	Acting Subject `json:"-"`
}

// Owner is the owner of the key that is erased.
func (e Erasure) Owner() KeyOwner { return CustomerOwner(e.Merchant, e.Customer) }

// PersonKept is what the ledger keeps of a customer.
type PersonKept struct {
	// Keys are the keys that are there, the customer's own and those of their orders; ErasedAt is when there were
	// some that were deleted, latest.
	Keys     int        `json:"keys"`
	ErasedAt *time.Time `json:"erased_at,omitempty"`
	// Refunds are all refunds of the customer, Open those that are not over; Messages are the ids of what they were told.
	Refunds  []ID     `json:"refunds"`
	Open     []ID     `json:"open,omitempty"`
	Messages []string `json:"messages,omitempty"`
}

// Ended are the refunds that are over.
func (p PersonKept) Ended() (ended []ID) {
	for _, id := range p.Refunds {
		if !slices.Contains(p.Open, id) {
			ended = append(ended, id)
		}
	}
	return ended
}
