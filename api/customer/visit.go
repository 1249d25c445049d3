package customer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

var (
	// ErrNoPage: the link opens nothing. It never says why: a link that was never made, one that is over and one that was
	// revoked are the same to who tries them.
	ErrNoPage = errors.New("customer: the link opens nothing")
	// ErrCheckNeeded: the second check has to be passed first.
	ErrCheckNeeded = errors.New("customer: the second check is needed")
)

// Visit is a page that somebody has opened by its link.
type Visit struct {
	link refund.PageLink
	kept refund.Case
	// Checked: the second check was passed. NeedsCheck: without it nothing can be done, and bank references are hidden.
	Checked, NeedsCheck bool
	// Locale is the customer's, one of messaging.Locales.
	Locale string
}

// ID is whose page it is.
func (v *Visit) ID() refund.ID { return v.kept.ID }

// Open opens the page of a token. pass is what the second check gave; empty: nothing. ErrNoPage where the link opens
// nothing: until here every such link is asked for by the same one read.
func (s *Service) Open(ctx context.Context, token, pass string) (*Visit, error) {
	link, err := s.linkBy(ctx, token)
	if err != nil {
		return nil, err
	}
	kept, err := s.ports.Books.Case(ctx, link.Refund)
	if err != nil {
		return nil, fmt.Errorf("page of %s: %w", link.Refund, err)
	}
	kept = s.opened(ctx, kept)
	v := &Visit{link: link, kept: kept, Locale: messaging.LocaleFor(kept.Cancellation.Order.Customer.Locale)}
	v.NeedsCheck = s.above(kept.Standing)
	v.Checked = s.ports.Pages.Passed(link, pass, s.ports.Now())
	return v, nil
}

func (s *Service) linkBy(ctx context.Context, token string) (refund.PageLink, error) {
	link, err := s.ports.Books.PageLinkBy(ctx, messaging.PageTokenHash(token))
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		return link, ErrNoPage
	case err != nil:
		return link, fmt.Errorf("find a page link: %w", err)
	}
	if _, made := s.ports.Pages.Address(link); !made || !link.Opens(s.ports.Now(), s.ports.Pages.AfterClose) {
		return link, ErrNoPage
	}
	return link, nil
}

// opened is a case with its texts open; without the keys they stay hidden.
func (s *Service) opened(ctx context.Context, kept refund.Case) refund.Case {
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return kept
	}
	if plain, err := privacy.Open(ctx, vault, kept); err == nil {
		return plain
	}
	return kept
}

// above reports whether a refund is about so much that the second check is asked for.
func (s *Service) above(now refund.Standing) bool {
	limit, named := s.ports.CheckAbove[now.Currency]
	return !named || max(now.TotalMinor, now.PaidMinor) > limit
}

// may refuses what needs the second check where it was not passed.
func (v *Visit) may() error {
	if v.NeedsCheck && !v.Checked {
		return ErrCheckNeeded
	}
	return nil
}

// pageSubject is the name of the door: a program of the merchant's, which carries what the link's holder says.
const pageSubject = "desk/page"

// call is the call of an act: the door brings the customer's words, and says how the customer is known. key makes a
// repetition of the same form the same act.
func (v *Visit) call(locale, key string) api.Call {
	verified := refund.ByLink
	if v.Checked {
		verified = refund.ByLinkChecked
	}
	return api.Call{
		Subject: api.Subject{
			ID: refund.SubjectID("link:" + v.link.Hash[:subjectHashDigits]), Name: pageSubject, Kind: api.Machine, Verified: verified,
			Scopes: []api.Scope{api.ScopeCustomer},
		},
		Locale: locale, Key: key,
	}
}

// subjectHashDigits is how much of a link's hash names its holder in the trail: enough to tell links apart, too little to
// make one of.
const subjectHashDigits = 16

// customer is whose words are carried.
func (v *Visit) customer() refund.Person {
	return refund.Person(refund.CustomerPrefix + string(v.kept.Cancellation.Order.Customer.CustomerID))
}

// voice writes in a locale: as the customer's own tag does where it is of that locale.
func (v *Visit) voice(locale string) messaging.Voice {
	order := v.kept.Cancellation.Order
	if own := messaging.VoiceOf(order.Customer.Locale, order.TimeZone); own.Locale() == locale {
		return own
	}
	return messaging.VoiceOf(locale, order.TimeZone)
}

// PassFor is how long a passed check lasts.
const PassFor = 30 * time.Minute
