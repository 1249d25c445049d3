package ledger

import (
	"context"
	"strconv"
	"strings"

	"github.com/makegood/makegood/refund"
)

// StoredValue is the book of what merchants keep for their customers themselves (provider refund.StoredProvider): who
// got what back under which key, and which instruments take value back. What it means for the merchant is posted with
// the leg's outcome, as that of any provider is.
type StoredValue interface {
	// StoredMovement is what the book has under a key; false: it has never heard of it.
	StoredMovement(ctx context.Context, key string) (refund.StoredMovement, bool, error)
	// MoveStored gives value back under the instruction's key, in one transaction, or declines to. A key that the book
	// has moves nothing again, whatever the body: the first movement is the answer. An instruction that cannot be about
	// stored value is declined as one (refund.DeclinedInstruction), and nothing of it is kept.
	MoveStored(ctx context.Context, in refund.Instruction) (refund.StoredMovement, error)
	// StoredMovements lists the book by id, a page at a time.
	StoredMovements(ctx context.Context, q refund.StoredQuery) ([]refund.StoredMovement, error)
	// SetStoredState says whether an instrument takes value back from now on. A change by nobody, or to a state that
	// nobody sets, is ErrInvariant.
	SetStoredState(ctx context.Context, in refund.StoredChange) error
	// FreezeCard freezes a gift card that an order bought, before its purchase is refunded: the refund's first begin voids
	// it (P15). Repeated, it changes nothing. A refund.Problem: the card is frozen with something else said of it
	// (refund.CodeConflict), or a refund of its line was recognised before (refund.CodeWrongState).
	FreezeCard(ctx context.Context, in refund.CardFreeze) error
	StoredReader
}

// StoredReader answers what people ask of stored value.
type StoredReader interface {
	// StoredBalances are what the books say that customers hold with a merchant.
	StoredBalances(ctx context.Context, f StoredFilter) ([]StoredBalance, error)
}

// StoredFilter selects balances of one merchant. A zero value selects all; LimitMax 0 means 1000.
type StoredFilter struct {
	Merchant refund.MerchantID
	// Customer selects what the customer holds; cards are held by whoever has them, and are of no customer.
	Customer   refund.CustomerID
	Instrument string
	LimitMax   int
}

// StoredBalance is what the books know of a customer's store credit, of a card, of points, or of a coupon: what makegood
// gave back less what it took. What was bought, spent or earned elsewhere is no part of it.
type StoredBalance struct {
	Kind refund.PaymentKind `json:"kind"`
	// Instrument is empty for store credit, Customer for a card.
	Instrument string            `json:"instrument,omitempty"`
	Customer   refund.CustomerID `json:"customer_id,omitempty"`
	// Asset is a currency, PTS:<programme>, CPN:<instrument> or GFT:<card>; Amount is in its units: a card's are the
	// minor units of its currency.
	Asset  string `json:"asset"`
	Amount int64  `json:"amount"`
	// State is the last that was set; empty: none was, so it is open.
	State refund.StoredState `json:"state,omitempty"`
}

// StoredID is a movement's id as the port's provider refund id.
func StoredID(id int64) string { return "sv_" + strconv.FormatInt(id, 10) }

// Programme is the programme of a points asset: club of PTS:club.
func Programme(asset string) string { return strings.TrimPrefix(asset, pointsAsset) }
