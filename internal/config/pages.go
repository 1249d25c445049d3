package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The bounds of how long a link opens a customer's page.
const (
	pageDaysMin = 1
	pageDaysMax = 3650
)

// Pages says where customers' pages are, and what they ask for.
type Pages struct {
	URL         string   `env:"URL" doc:"where customers reach their pages, such as https://refunds.shop.example; every message then links the page of its refund, by a link that MAKEGOOD_OFFER_LINK_SECRET makes, and makegood desk refuses requests by another name; empty: no message does, and the pages have this machine's own names"`
	LinkDays    int64    `env:"LINK_DAYS" envDefault:"180" doc:"for how many days such a link opens its page"`
	ClosedDays  int64    `env:"CLOSED_DAYS" envDefault:"90" doc:"and for how many at most once the refund is closed"`
	CheckAbove  []string `env:"CHECK_ABOVE" envDefault:"CNY=150000,EUR=20000,GBP=20000,JPY=3000000,USD=20000" doc:"above which amount, in minor units, a page asks for the order's number and the customer's e-mail before anything is done there and before bank references are shown; a currency that is not named: always"`
	EvidenceDir string   `env:"EVIDENCE_DIR" doc:"where files lie that customers send by their pages; empty: evidence in the data folder"`
	Help        string   `env:"HELP" doc:"whom a customer's page names for help, such as help@shop.example; empty: whoever wrote the message"`
}

// LinkFor and AfterClose are the days as times.
func (p Pages) LinkFor() time.Duration    { return time.Duration(p.LinkDays) * 24 * time.Hour }
func (p Pages) AfterClose() time.Duration { return time.Duration(p.ClosedDays) * 24 * time.Hour }

// Checks are the amounts of CheckAbove by currency. An error says which of them cannot be read.
func (p Pages) Checks() (map[string]int64, error) {
	out := map[string]int64{}
	for _, one := range p.CheckAbove {
		name, minor, named := strings.Cut(strings.TrimSpace(one), "=")
		amount, err := strconv.ParseInt(minor, 10, 64)
		if !named || err != nil || amount < 0 || !isCurrency(name) {
			return nil, fmt.Errorf("%q is not a currency and an amount in minor units, such as EUR=20000", one)
		}
		if _, twice := out[name]; twice {
			return nil, errors.New(name + " is there twice")
		}
		out[name] = amount
	}
	return out, nil
}

// isCurrency reports whether a text has the form of an ISO 4217 code.
func isCurrency(name string) bool {
	return len(name) == 3 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// pages checks where customers' pages are.
func (p *problems) pages(s Settings) {
	if s.Pages.URL != "" {
		p.url("PAGES_URL", s.Pages.URL)
		p.secret("OFFER_LINK_SECRET", s.Offer.LinkSecret, s.Offer.LinkSecretFile)
	}
	for name, days := range map[string]int64{"PAGES_LINK_DAYS": s.Pages.LinkDays, "PAGES_CLOSED_DAYS": s.Pages.ClosedDays} {
		if days < pageDaysMin || days > pageDaysMax {
			p.add(name, strconv.FormatInt(days, 10), "must be from 1 to 3650")
		}
	}
	if _, err := s.Pages.Checks(); err != nil {
		p.add("PAGES_CHECK_ABOVE", strings.Join(s.Pages.CheckAbove, ","), err.Error())
	}
}
