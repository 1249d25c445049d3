package finance

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// tab is a link to a page of the same kind. Text is a text's id.
type tab struct {
	Path, Text string
	Here       bool
}

// page is what every view begins with.
type page struct{ Tabs []tab }

func tabsOf(r *http.Request, all ...tab) page {
	for i := range all {
		all[i].Here = all[i].Path == r.URL.Path
	}
	return page{all}
}

func operationsTabs(r *http.Request) page {
	return tabsOf(r, tab{Path: "/operations/", Text: "desk.finance.operations"}, tab{Path: "/operations/dead-letters", Text: "desk.finance.letters"},
		tab{Path: "/operations/health", Text: "desk.finance.health"}, tab{Path: "/operations/runbooks/README", Text: "desk.finance.runbooks"})
}

func financeTabs(r *http.Request) page {
	return tabsOf(r, tab{Path: "/finance/", Text: "desk.finance.overview"}, tab{Path: "/finance/liquidity", Text: "desk.finance.liquidity"},
		tab{Path: "/finance/trial-balance", Text: "desk.finance.trial"}, tab{Path: "/finance/open/payables", Text: "desk.finance.payables"},
		tab{Path: "/finance/open/suspense", Text: "desk.finance.suspense"}, tab{Path: "/finance/open/receivables", Text: "desk.finance.receivables"},
		tab{Path: "/finance/reconciliation", Text: "desk.finance.reconciliation"})
}

func (p *Pages) policyTabs(r *http.Request) page {
	return tabsOf(r, tab{Path: "/policy/", Text: "desk.finance.policies"}, tab{Path: "/policy/page", Text: "desk.finance.policy_page"},
		tab{Path: "/policy/diff", Text: "desk.finance.diff"}, tab{Path: p.public + "/policies/", Text: "desk.finance.public"})
}

// rowSteps are how many rows of a list may be asked for by links, each more than the one before.
var rowSteps = []int{support.RowsUsual, 100, support.RowsMax}

// asked reads how many rows are asked for; what is no number is the usual number.
func asked(r *http.Request) support.OperationsQuery {
	rows, err := strconv.Atoi(r.URL.Query().Get("rows"))
	if err != nil || rows < 0 {
		return support.OperationsQuery{}
	}
	return support.OperationsQuery{RowsMax: rows}
}

// moreOf is the address of the same page with more rows; "" where it has all that there are, or that one page has.
func moreOf(r *http.Request, more bool) string {
	if !more {
		return ""
	}
	for _, step := range rowSteps {
		if step > max(asked(r).RowsMax, support.RowsUsual) {
			query := r.URL.Query()
			query.Set("rows", strconv.Itoa(step))
			return (&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String()
		}
	}
	return ""
}

// dayIn reads a day (UTC) of a form; the zero time where it is left out (BAD_FILTER).
func dayIn(r *http.Request, name string) (time.Time, error) {
	text := strings.TrimSpace(r.URL.Query().Get(name))
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return at, refund.Problem{Code: api.CodeBadFilter, Detail: fmt.Sprintf("%q is no day such as 2026-11-01", text)}
	}
	return at, nil
}

// daysIn reads the days that a form calls from and to.
func daysIn(r *http.Request) (from, to time.Time, err error) {
	if from, err = dayIn(r, "from"); err != nil {
		return from, to, err
	}
	to, err = dayIn(r, "to")
	return from, to, err
}

// dayText is a day as a form has it; "" for none.
func dayText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.DateOnly)
}

// caseOf is where a refund's page is; "" where the text names none.
func caseOf(text string) string {
	if _, err := refund.ID(text).Key(); err != nil {
		return ""
	}
	return web.CasePath(refund.ID(text))
}

// link is a text that may lead somewhere.
type link struct{ Text, Href string }

func refundLink(id refund.ID) link { return link{Text: string(id), Href: caseOf(string(id))} }

// wordsFor are the catalogue in the reader's language.
func wordsFor(r *http.Request) wording.Words { return wording.WordsOf(web.Call(r).Speaker()) }

// accountOf is a provider account in words.
func accountOf(words wording.Words, provider, account string) string {
	if provider == "" {
		return words.Say("desk.finance.own")
	}
	return strings.TrimSpace(provider + " " + account)
}
