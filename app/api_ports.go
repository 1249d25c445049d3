package app

import (
	"context"
	"errors"

	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/starter"
)

// held is what a long-lived process keeps for its service: rules that it watches, a vault over its open ledger, and the
// gate that requests pass, which is there once Temporal is reached.
type held struct {
	rules rules
	vault *privacy.Vault
	gate  *starter.Gate
}

// errNotConnected: Temporal has not been reached since the process started.
var errNotConnected = errors.New("temporal has not been reached yet")

// heldPorts are the service's in a process that keeps its ledger open, and whose client comes once Temporal is reached.
// They own neither.
func (a *App) heldPorts(books ledger.Store, keeps *held, reached func() *client.Client) *ServicePorts {
	return &ServicePorts{
		settings: a.settings, now: a.now, held: keeps,
		reader: onDemand[ledger.ReadOnly]{is: true, value: books, close: func(ledger.ReadOnly) {}},
		writer: onDemand[ledger.Store]{is: true, value: books, close: func(ledger.Store) {}},
		temporal: onDemand[client.Client]{
			open: func(context.Context) (client.Client, error) {
				if c := reached(); c != nil {
					return *c, nil
				}
				return nil, Coded{Code: CodeTemporalAway, Err: errNotConnected}
			},
			close: func(client.Client) {},
		},
	}
}
