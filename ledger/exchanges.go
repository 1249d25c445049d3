package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Directions of an exchange.
const (
	// DirectionOut: makegood asked. DirectionIn: the provider told.
	DirectionOut = "out"
	DirectionIn  = "in"
)

// Exchange is one HTTP request between makegood and a provider with its answer, redacted before it came here. It is
// for audit: nothing is decided by it.
type Exchange struct {
	// Refund and Leg are what it is about, Key the provider's; empty: nothing that is known.
	Refund    refund.ID    `json:"refund,omitempty"`
	Leg       refund.LegID `json:"leg_id,omitempty"`
	Key       string       `json:"key,omitempty"`
	Provider  string       `json:"provider"`
	Account   string       `json:"account,omitempty"`
	Direction string       `json:"direction"`
	Method    string       `json:"method"`
	// Target is path and query.
	Target string `json:"target"`
	// Status is 0 without an answer; Problem says why then.
	Status  int    `json:"status,omitempty"`
	Problem string `json:"problem,omitempty"`
	// Request and Response are bodies, of 16 KiB at most.
	Request  string        `json:"request,omitempty"`
	Response string        `json:"response,omitempty"`
	At       time.Time     `json:"at"`
	Took     time.Duration `json:"took_ns"`
}

// Exchanges keeps what is said between makegood and providers.
type Exchanges interface {
	// KeepExchanges appends; nothing is ever changed or deleted.
	KeepExchanges(ctx context.Context, all []Exchange) error
	// ExchangesOf lists a refund's, oldest first; of one leg, or of all where that is empty.
	ExchangesOf(ctx context.Context, id refund.ID, leg refund.LegID, limitMax int) ([]Exchange, error)
}
