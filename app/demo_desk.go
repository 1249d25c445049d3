package app

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/demo"
)

// doors are the demo's desk and API, and what is said of them. The sample people are the same at both. Where there is a desk,
// all parts know where customers' pages are.
func (d *Demo) doors() (parts []demo.Part, says []string, err error) {
	if d.NoAPI && d.NoDesk {
		return nil, nil, nil
	}
	people, err := d.signsIn()
	if err != nil {
		return nil, nil, err
	}
	if !d.NoDesk {
		if d.Settings, err = d.deskAddresses(); err != nil {
			return nil, nil, err
		}
		part, said, err := d.desk(people)
		if err != nil {
			return nil, nil, err
		}
		parts, says = append(parts, part), append(says, said...)
	}
	if d.NoAPI {
		return parts, says, nil
	}
	part, said, err := d.api(people)
	return append(parts, part), slices.Concat(says, said), err
}

// desk is the demo's desk, on this machine alone, and what is said of it.
func (d *Demo) desk(people *identity.Demo) (demo.Part, []string, error) {
	own := d.Config
	own.Demo = people
	served, err := New(own)
	if err != nil {
		return demo.Part{}, nil, err
	}
	says := []string{fmt.Sprintf("desk http://%s · sign in as one of the sample people", own.Settings.Desk.Address)}
	if !own.Settings.PageServer.Off() {
		says = append(says, fmt.Sprintf("customers' pages %s · each mail in %s links its refund's · withdraw from a contract: %[1]s/withdraw", own.Settings.Pages.URL, own.Settings.OutboxDir))
	}
	return demo.Part{Name: "desk", Run: served.RunDesk}, says, nil
}

// deskAddresses are the demo's settings with free addresses of its desk, and a link of each message to its refund's page.
func (d *Demo) deskAddresses() (s config.Settings, err error) {
	s = d.Settings
	if s.Desk.Address, err = demoAddress("DESK_ADDRESS", s.Desk.Address, "the desk", "--no-desk"); err != nil {
		return s, err
	}
	if s.PageServer.Off() {
		return s, nil
	}
	if s.PageServer.Address, err = demoAddress("PAGES_ADDRESS", s.PageServer.Address, "customers' pages", "--no-desk"); err != nil {
		return s, err
	}
	if s, err = EmbeddedPages(s, "http://"+s.PageServer.Address); err != nil {
		return s, err
	}
	return embeddedShop(s)
}
