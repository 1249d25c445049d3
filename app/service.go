package app

import (
	"context"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// ServicePorts are what the service works with in one process: Temporal and the ledger of the settings. Each is reached
// when it is first asked, so that what needs one of them goes on while the other is away.
type ServicePorts struct {
	settings config.Settings
	now      func() time.Time

	temporal onDemand[client.Client]
	reader   onDemand[ledger.ReadOnly]
	writer   onDemand[ledger.Store]
	// held is what a long-lived process keeps; nil in a command, which reads rules and keys when it needs them.
	held *held
}

// NewServicePorts opens nothing.
func NewServicePorts(s config.Settings, now func() time.Time) *ServicePorts {
	return &ServicePorts{
		settings: s, now: now,
		temporal: onDemand[client.Client]{
			open:  func(ctx context.Context) (client.Client, error) { return DialOnce(ctx, s) },
			close: client.Client.Close,
		},
		reader: onDemand[ledger.ReadOnly]{
			open:  func(ctx context.Context) (ledger.ReadOnly, error) { return ReadLedger(ctx, s, now) },
			close: func(books ledger.ReadOnly) { _ = books.Close() }, // it was read alone
		},
		writer: onDemand[ledger.Store]{
			open:  func(ctx context.Context) (ledger.Store, error) { return OpenLedger(ctx, s, now, nil) },
			close: func(books ledger.Store) { _ = books.Close() }, // what was written is committed
		},
	}
}

// Close lets go of what was opened.
func (p *ServicePorts) Close() {
	p.temporal.end()
	p.reader.end()
	p.writer.end()
}

// Ports are the service's, for a process that is run by who calls it.
func (p *ServicePorts) Ports() api.Ports {
	return api.Ports{
		Stories: servedStories{p}, Intake: servedIntake{p}, Books: servedBooks{p}, Vault: p.vault, Expect: p.expect,
		Staff:    p.staff,
		Rehearse: p.rehearse,
		Now:      func() time.Time { return p.now().UTC() },
		Attest:   p.attest,
	}
}

func (p *ServicePorts) vault(ctx context.Context) (*privacy.Vault, error) {
	if p.held != nil {
		return p.held.vault, nil
	}
	return CommandVault(ctx, p.settings, p.now)
}

func (p *ServicePorts) staff(ctx context.Context) (refund.Staff, error) {
	if p.held != nil {
		return p.held.rules.staff.Staff(), nil
	}
	return LoadReviewers(ctx, p.settings.ReviewersFile)
}

// attest signs who acts. Where no key is named, what is done is only asserted.
func (p *ServicePorts) attest(who refund.Subject, id refund.ID, body string) (refund.Attestation, error) {
	sign, err := Attests(p.settings, p.now)
	if err != nil || sign == nil {
		return refund.Attestation{}, err
	}
	return sign(who, id, body)
}

// expect is when a message to the customer would say that the money comes.
func (p *ServicePorts) expect(ctx context.Context, n refund.Notice) refund.Notice {
	books, err := p.reader.get(ctx)
	if err != nil {
		return n
	}
	return activities.Tellers{Expect: books}.Expecting(ctx, n)
}
