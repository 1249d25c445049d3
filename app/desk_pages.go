package app

import (
	"context"
	"errors"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk"
	"github.com/makegood/makegood/desk/acts"
	"github.com/makegood/makegood/desk/application"
	"github.com/makegood/makegood/desk/audit"
	"github.com/makegood/makegood/desk/cases"
	"github.com/makegood/makegood/desk/customer"
	"github.com/makegood/makegood/desk/finance"
	"github.com/makegood/makegood/desk/policies"
	"github.com/makegood/makegood/desk/queue"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/withdrawal"
	"github.com/makegood/makegood/refund"
)

// staffNav are the links at the head of staff's pages.
func staffNav() []web.Link {
	return []web.Link{
		{Path: "/queue", Text: "desk.nav.queue"}, {Path: "/request", Text: "desk.nav.request"}, {Path: "/withdrawals", Text: "desk.nav.withdrawals"},
		{Path: "/operations/", Text: "desk.nav.operations"}, {Path: "/finance/", Text: "desk.nav.finance"}, {Path: "/reports/", Text: "desk.nav.reports"},
		{Path: "/policy/", Text: "desk.nav.policy"}, {Path: "/audit/", Text: "desk.nav.audit"},
	}
}

// made collects pages, and what keeps some from being made.
type made struct {
	pages []desk.Pages
	errs  []error
}

func (m *made) add(pages desk.Pages, err error) {
	m.pages, m.errs = append(m.pages, pages), append(m.errs, err)
}

// staffPages are all packages of pages for staff.
func (a *App) staffPages(kit *web.Kit, p deskParts) ([]desk.Pages, error) {
	var all made
	s := p.services
	waiting, err := queue.New(kit, s.support)
	all.add(waiting, err)
	forms, err := acts.New(kit, acts.Ports{Refunds: s.refunds, Desk: s.acts, Contacts: s.contacts, Holders: s.support, Now: p.ports.Ports().Now})
	all.add(forms, err)
	ports := cases.Ports{
		Cases: s.cases, Acts: caseActs{forms}, Contacts: caseActs{forms}, PolicyURL: PolicyURL(a.settings),
		TemporalUI: a.settings.Temporal.UIURL, Namespace: a.settings.Temporal.Namespace, Holders: s.support,
	}
	if s.customers != nil {
		ports.Files, ports.Links = caseFiles{s.customers}, caseLinks{s.customers}
	}
	all.add(cases.New(kit, ports))
	all.add(finance.New(kit, s.office, a.settings.Pages.URL))
	all.add(audit.New(kit, s.auditing))
	all.add(withdrawal.NewStaff(kit, s.withdrawals))
	return all.pages, errors.Join(all.errs...)
}

// publicPages are all packages of pages for customers. Without shops there is nobody to withdraw from.
func (a *App) publicPages(kit *web.Kit, p deskParts) ([]desk.Pages, error) {
	var all made
	s := p.services
	all.add(policies.New(kit, s.policies))
	config := application.Config{BaseURL: a.settings.Pages.URL, LinkLife: a.settings.Shops.LinkLife, PolicyURL: PolicyURL(a.settings), Now: a.now}
	if s.customers != nil {
		config.CustomerPage = s.customers.AddressForApplicant
		all.add(customer.New(kit, s.customers, PolicyURL(a.settings)))
	}
	if a.settings.Shops.File != "" {
		all.add(withdrawal.New(kit, s.withdrawals))
		all.add(application.New(kit, s.withdrawals, config))
	}
	return all.pages, errors.Join(all.errs...)
}

// caseActs are the forms of acts as a case shows them.
type caseActs struct{ forms *acts.Pages }

var (
	_ cases.Acts     = caseActs{}
	_ cases.Contacts = caseActs{}
)

// Links implements cases.Acts.
func (c caseActs) Links(ctx context.Context, call api.Call, r api.Refund) (out []cases.ActLink, err error) {
	links, err := c.forms.Links(ctx, call, r)
	for _, link := range links {
		out = append(out, cases.ActLink(link))
	}
	return out, err
}

// Contacts implements cases.Contacts.
func (c caseActs) Contacts(ctx context.Context, call api.Call, id refund.ID) (out []cases.Contact, err error) {
	spoken, err := c.forms.Spoken(ctx, call, id)
	for _, one := range spoken {
		out = append(out, cases.Contact(one))
	}
	return out, err
}
