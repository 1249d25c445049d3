package app

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/cases"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Cases shows refunds of the configured ledger with what is around them, to auditors without the people in it.
func (p *ServicePorts) Cases(service *api.Service) (*support.Cases, error) {
	return support.NewCases(support.CasePorts{Refunds: service, Books: servedAround{servedBooks{p}}, Mask: support.AuditMask(service.Audits)})
}

// servedAround reads what is around a refund.
type servedAround struct{ servedBooks }

// Around implements ledger.CaseReader.
func (b servedAround) Around(ctx context.Context, id refund.ID) (ledger.Around, error) {
	return readOf(ctx, b.servedBooks, func(books ledger.ReadOnly) (ledger.Around, error) { return books.Around(ctx, id) })
}

// caseFiles are the files that customers sent for a refund by their page.
type caseFiles struct{ customers *customer.Service }

var _ cases.Files = caseFiles{}

// Kept implements cases.Files.
func (f caseFiles) Kept(ctx context.Context, call api.Call, id refund.ID) (map[string]string, error) {
	sent, err := f.customers.EvidenceOf(ctx, call, id)
	kept := map[string]string{}
	for _, one := range sent {
		kept[one.SHA256] = one.MediaType
	}
	return kept, err
}

// Evidence implements cases.Files.
func (f caseFiles) Evidence(ctx context.Context, call api.Call, sha256 string) (content []byte, mediaType string, err error) {
	content, sent, err := f.customers.Evidence(ctx, call, sha256)
	for _, one := range sent {
		mediaType = one.MediaType
	}
	return content, mediaType, err
}

// caseLinks are the links to customers' pages as a case shows them.
type caseLinks struct{ customers *customer.Service }

var _ cases.Links = caseLinks{}

// Link implements cases.Links.
func (l caseLinks) Link(ctx context.Context, call api.Call, id refund.ID) (cases.LinkState, error) {
	link, err := l.customers.Link(ctx, call, id)
	return cases.LinkState{
		Made: link.Generation > 0, Opens: link.Opens, Revoked: link.RevokedAt != nil, Checked: link.Checked, OpensUntil: link.OpensUntil,
	}, err
}

// Revoke implements cases.Links.
func (l caseLinks) Revoke(ctx context.Context, call api.Call, id refund.ID, why string) error {
	_, err := l.customers.RevokeLink(ctx, call, id, why)
	return err
}

// Renew implements cases.Links.
func (l caseLinks) Renew(ctx context.Context, call api.Call, id refund.ID, why string) error {
	_, err := l.customers.RenewLink(ctx, call, id, why)
	return err
}
