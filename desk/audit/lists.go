package audit

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// DutiesView is the page of duties.
type DutiesView struct {
	Period Period
	Report support.DutyReport
}

// dutyDays is how many days the page shows at first.
const dutyDays = 30

func (p *Pages) duties(w http.ResponseWriter, r *http.Request) {
	view := DutiesView{Period: periodOf(r.URL.Query(), lastDays(p.kit.Now(), dutyDays))}
	period, err := view.Period.times()
	if err == nil {
		view.Report, err = p.service.Duties(r.Context(), web.Call(r), period)
	}
	p.show(w, r, "duties", view, err)
}

// RolesView is the page of roles. Older is the address of the changes before these; empty: there are none.
type RolesView struct {
	Person refund.Person
	support.RoleLog
	Older string
}

func (p *Pages) roles(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	in := support.RolesRequest{Person: refund.Person(query.Get("person")), Before: numberOf(query.Get("before"))}
	found, err := p.service.Roles(r.Context(), web.Call(r), in)
	for n := range found.Changes {
		inMoney(&found.Changes[n])
	}
	view := RolesView{Person: in.Person, RoleLog: found}
	if found.Next > 0 {
		view.Older = older(r.URL, found.Next)
	}
	p.show(w, r, "roles", view, err)
}

// inMoney writes a limit as the amount that it is: the log has minor units, which read as a hundred times as much, or a
// thousand times.
func inMoney(c *ledger.StaffChange) {
	if c.Kind != ledger.StaffLimit {
		return
	}
	for _, limit := range []*string{&c.Was, &c.Became} {
		if minor, err := strconv.ParseInt(*limit, 10, 64); err == nil {
			*limit = refund.FormatAmount(minor, refund.Currency(c.What))
		}
	}
}

// TrailView is the page of who did what.
type TrailView struct {
	Person refund.Person
	Event  string
	Period Period
	ledger.TrailPage
	Older string
}

func (p *Pages) trail(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	view := TrailView{Person: refund.Person(strings.TrimSpace(query.Get("person"))), Event: strings.TrimSpace(query.Get("event")), Period: periodOf(query, Period{})}
	period, err := view.Period.times()
	if err == nil {
		view.TrailPage, err = p.service.Trail(r.Context(), web.Call(r), ledger.TrailFilter{
			Person: view.Person, Event: view.Event, From: period.From, To: period.To, Before: numberOf(query.Get("before")),
		})
	}
	if view.Next > 0 {
		view.Older = older(r.URL, view.Next)
	}
	p.show(w, r, "trail", view, err)
}

// RefundPath is a refund's file.
func (TrailView) RefundPath(id refund.ID) string { return "/audit/refunds/" + pathOf(id) }

// RefundPath is a refund's file.
func (DutiesView) RefundPath(id refund.ID) string { return "/audit/refunds/" + pathOf(id) }

// numberOf is a number of an address; 0 where it is none: the first page.
func numberOf(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// older is the same page from a place on.
func older(at *url.URL, before int64) string {
	query := at.Query()
	query.Set("before", strconv.FormatInt(before, 10))
	return at.Path + "?" + query.Encode()
}
