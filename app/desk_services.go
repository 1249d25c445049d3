package app

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/api/policies"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/api/withdrawal"
)

// deskServices are the services behind the desk's pages, over the ports of one process.
type deskServices struct {
	refunds  *api.Service
	support  *support.Service
	cases    *support.Cases
	acts     *support.ActDesk
	contacts *support.Contacts
	office   *support.Office
	auditing *support.Auditing
	// customers is nil where there are no customers' pages.
	customers   *customer.Service
	withdrawals *withdrawal.Service
	policies    *policies.Service
}

// deskServices makes them. The file of shops is watched until ctx ends.
func (a *App) deskServices(ctx context.Context, p deskParts) (s deskServices, err error) {
	if s.refunds, err = api.New(p.ports.Ports()); err != nil {
		return s, err
	}
	if s.support, err = support.New(p.ports.SupportPorts(s.refunds)); err != nil {
		return s, err
	}
	if s.cases, err = p.ports.Cases(s.refunds); err != nil {
		return s, err
	}
	if s.acts, err = p.ports.ActDesk(); err != nil {
		return s, err
	}
	if s.contacts, err = p.ports.Contacts(); err != nil {
		return s, err
	}
	if s.office, err = support.NewOffice(p.ports.OfficePorts()); err != nil {
		return s, err
	}
	if s.auditing, err = p.ports.Auditing(nil); err != nil {
		return s, err
	}
	if s.policies, err = p.ports.Policies(); err != nil {
		return s, err
	}
	if a.settings.Pages.URL != "" {
		if s.customers, err = p.ports.Customer(ctx, s.refunds); err != nil {
			return s, err
		}
	}
	shops, err := a.shops(ctx)
	if err != nil {
		return s, err
	}
	s.withdrawals, err = p.ports.Withdrawals(s.refunds, shops)
	return s, err
}

// ofAShop reports whether a host is one under which customers' pages are a shop's own.
func (s deskServices) ofAShop(host string) bool {
	_, is := s.withdrawals.Shops().At(host)
	return is
}
