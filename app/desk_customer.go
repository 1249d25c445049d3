package app

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/evidence"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// customerPages make the links to customers' pages; nil where there are no pages.
func customerPages(s config.Settings) (*messaging.Pages, error) {
	if s.Pages.URL == "" {
		return nil, nil
	}
	secrets, err := secret.NewRing(secret.Either(s.Offer.LinkSecret, s.Offer.LinkSecretFile), linkSecretBytesMin)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%sOFFER_LINK_SECRET: %w", config.Prefix, err)}
	}
	pages, err := messaging.NewPages(messaging.Pages{
		Secrets: secrets.Secrets, BaseURL: s.Pages.URL, LinkFor: s.Pages.LinkFor(), AfterClose: s.Pages.AfterClose(),
	})
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	return pages, nil
}

// Customer is what customers see and do by their links, over the process's ledger; acts are the service behind every door.
// Without pages (MAKEGOOD_PAGES_URL) it is refused.
func (p *ServicePorts) Customer(ctx context.Context, acts api.Refunds) (*customer.Service, error) {
	pages, err := customerPages(p.settings)
	if err != nil {
		return nil, err
	}
	if pages == nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("there are no customers' pages: say where they are by %sPAGES_URL", config.Prefix)}
	}
	above, err := checksOf(p.settings)
	if err != nil {
		return nil, err
	}
	books, err := p.writer.get(ctx)
	if err != nil {
		return nil, err
	}
	vault, err := p.vault(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(p.settings.Pages.EvidenceDir)
	if err != nil {
		return nil, err
	}
	files, err := evidence.New(dir, vault, books)
	if err != nil {
		return nil, err
	}
	return customer.New(customer.Ports{
		Acts: acts, Books: books, Files: files, Pages: pages, Staff: p.staff, Vault: p.vault, Expect: p.expect, CheckAbove: above,
		Help: p.settings.Pages.Help, Now: p.Ports().Now,
	})
}

// checksOf are the amounts above which pages ask for the second check.
func checksOf(s config.Settings) (map[refund.Currency]int64, error) {
	said, err := s.Pages.Checks()
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%sPAGES_CHECK_ABOVE: %w", config.Prefix, err)}
	}
	out := make(map[refund.Currency]int64, len(said))
	for name, minor := range said {
		currency := refund.Currency(name)
		if _, known := currency.Exponent(); !known {
			return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%sPAGES_CHECK_ABOVE: %s is no currency of ISO 4217", config.Prefix, name)}
		}
		out[currency] = minor
	}
	return out, nil
}
