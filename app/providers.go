package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/exchange"
	"github.com/makegood/makegood/payment/guarded"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// providerRow is a company that money is moved by: what package app knows of its adapter. Adding one is a row in
// providerRows.
type providerRow struct {
	// name is the provider as payments name it.
	name string
	// setting begins the names of its settings.
	setting string
	// missing are the settings without which it is not used; none: it is configured.
	missing func(config.Settings) []string
	// accounts are those with credentials of their own; an empty name stands for all others.
	accounts func(config.Settings) []string
	// rate is how often a worker may ask in a second.
	rate func(config.Settings) float64
	// describe says limits and terms of one that is not configured.
	describe func() (payment.Limits, payment.Terms)
	// adapter makes the adapter of one of its accounts.
	adapter func(s config.Settings, account string, client *http.Client, carry wire.Carry) (payment.Described, error)
	// shown are the members of its requests and answers that are harmless to keep (makegood exchanges).
	shown []string
	// receiver reads its notifications; nil, nil: no secret is set to verify them with. Where it has to call its
	// provider it does with client; nil: one of its own.
	receiver func(s config.Settings, client *http.Client) (payment.Receiver, error)
	// receivers read those that are sent to an account's own address, NAME/ACCOUNT; nil: no account has one.
	receivers func(s config.Settings, client *http.Client) (map[string]payment.Receiver, error)
	// keys are what an account's calls are signed and verified with, each held to its form without a call.
	keys func(s config.Settings, account string) []keyCheck
	// notificationKeys are the same for notifications; nil: they need none.
	notificationKeys func(s config.Settings) []keyCheck
	// probe asks with an account's credentials what moves nothing; nil: the refunds of the last minute.
	probe func(ctx context.Context, of payment.Described, account string) error
}

// wiring is what an adapter gets beside its settings.
type wiring struct {
	// exchanges keeps what is said; nil: nobody does.
	exchanges *exchangeLog
	carry     wire.Carry
}

// client is what an account's adapter sends with; nil: a client of its own.
func (w wiring) client(r providerRow, account string) *http.Client {
	if w.exchanges == nil {
		return nil
	}
	return w.exchanges.client(r.name, account, exchange.ShownMembers(r.shown...))
}

// providerRows are the providers there are adapters for, beside the simulator.
func providerRows() []providerRow {
	return []providerRow{stripeRow(), weChatPayRow(), alipayRow(), payPalRow(), adyenRow()}
}

func (r providerRow) configured(s config.Settings) bool { return len(r.missing(s)) == 0 }

// provider is the adapter of all its accounts.
func (r providerRow) provider(s config.Settings, w wiring) (payment.ByAccount, error) {
	all := payment.ByAccount{Of: map[string]payment.Described{}}
	if err := r.badKeys(s); err != nil {
		return all, err
	}
	for _, account := range r.accounts(s) {
		one, err := r.adapter(s, account, w.client(r, account), w.carry)
		if err != nil {
			return all, Coded{Code: CodeBadConfig, Err: fmt.Errorf("provider %s: %w", r.name, err)}
		}
		if account == "" {
			all.Others = one
		} else {
			all.Of[account] = one
		}
	}
	return all, nil
}

// guardedProvider is the adapter behind its rate and its circuits, which books hear of.
func (r providerRow) guardedProvider(s config.Settings, w wiring, books ledger.Switches) (*guarded.Provider, error) {
	inner, err := r.provider(s, w)
	if err != nil {
		return nil, err
	}
	var asked payment.Provider = inner
	if r.ownQueue(s) {
		asked = queued{inner}
	}
	return guarded.New(guarded.Config{
		Provider: asked, RatePerSecond: r.rate(s), PerAccount: len(inner.Of) > 0,
		Throw: func(ctx context.Context, account string, open bool, why string) error {
			cause := refund.Cause{Actor: refund.ActorMakegood, Reason: why}
			return books.SetSwitch(ctx, ledger.Switch{Name: ledger.CircuitOf(r.name, account), On: open, Cause: cause})
		},
	})
}

// guards are the providers of a worker that are configured.
type guards struct {
	of        map[string]*guarded.Provider
	exchanges *exchangeLog
}

// pause is how long a call to a provider has to wait now.
func (g guards) pause(provider string) time.Duration {
	if one, ok := g.of[provider]; ok {
		return one.Pause()
	}
	return 0
}

func (g guards) close() {
	for _, one := range g.of {
		one.Close()
	}
	g.exchanges.close()
}

// guardBooks is what providers need of the ledger.
type guardBooks interface {
	ledger.Switches
	ledger.Exchanges
}

// guardedProviders makes those that are configured.
func (a *App) guardedProviders(books guardBooks) (guards, error) {
	all := guards{of: map[string]*guarded.Provider{}, exchanges: newExchangeLog(books, a.logger)}
	for _, row := range providerRows() {
		if !row.configured(a.settings) {
			continue
		}
		one, err := row.guardedProvider(a.settings, wiring{carry: a.carry(), exchanges: all.exchanges}, books)
		if err != nil {
			all.close()
			return guards{}, err
		}
		all.of[row.name] = one
	}
	return all, nil
}

// Receivers are the readers of the notifications of those providers whose secrets are set, by the end of the address
// that they are sent to: NAME, or NAME/ACCOUNT.
func Receivers(s config.Settings) (map[string]payment.Receiver, error) {
	all := map[string]payment.Receiver{}
	for _, row := range providerRows() {
		if err := row.addReceivers(s, nil, all); err != nil {
			return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("notifications of %s: %w", row.name, err)}
		}
	}
	return all, nil
}

// addReceivers adds the provider's own and those of its accounts.
func (r providerRow) addReceivers(s config.Settings, client *http.Client, all map[string]payment.Receiver) error {
	if err := r.badNotificationKeys(s); err != nil {
		return err
	}
	one, err := r.receiver(s, client)
	if err != nil {
		return err
	}
	if one != nil {
		all[r.name] = one
	}
	if r.receivers == nil {
		return nil
	}
	of, err := r.receivers(s, client)
	for account, one := range of {
		all[r.name+"/"+account] = one
	}
	return err
}

// CheckProvider tries the credentials of each of a provider's accounts with a question that moves nothing, and
// returns a sentence for each account that has no good answer. The error is about the name or the settings.
func CheckProvider(ctx context.Context, s config.Settings, name string) ([]string, error) {
	if name == simulatorName {
		return simulatorProblems(ctx, s.Simulator), nil
	}
	if name == refund.StoredProvider {
		return nil, Coded{Code: CodeProviderNotConfigured, Err: fmt.Errorf("%s has no credentials to try: its book is the ledger, which makegood doctor asks", name)}
	}
	for _, row := range providerRows() {
		if row.name == name {
			return row.check(ctx, s)
		}
	}
	return nil, Coded{Code: CodeProviderUnknown, Err: fmt.Errorf("there is no provider %q; makegood providers lists them", name)}
}

// check asks with the credentials of each account.
func (r providerRow) check(ctx context.Context, s config.Settings) ([]string, error) {
	if missing := r.missing(s); len(missing) > 0 {
		return nil, Coded{Code: CodeProviderNotConfigured, Err: fmt.Errorf("%s is not configured: set %s", r.name, missing[0])}
	}
	var problems []string
	for _, problem := range keyProblems(r.allKeys(s)) {
		problems = append(problems, problem.Error())
	}
	for _, account := range r.accounts(s) {
		if len(keyProblems(r.keys(s, account))) > 0 {
			continue // it cannot be asked with them
		}
		if err := r.tried(ctx, s, account); err != nil {
			problems = append(problems, fmt.Sprintf("%s does not answer for %s: look at the settings %s%s_*: %v",
				r.name, cmp.Or(account, "the default account"), config.Prefix, r.setting, err))
		}
	}
	return problems, nil
}

func (r providerRow) tried(ctx context.Context, s config.Settings, account string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*reachTimeout)
	defer cancel()
	one, err := r.adapter(s, account, nil, nil)
	if err != nil {
		return err
	}
	probe := r.probe
	if probe == nil {
		probe = listLately
	}
	return probe(ctx, one, account)
}

// problems are what the doctor says of the line to a provider.
func (r providerRow) problems(ctx context.Context, s config.Settings) []string {
	problems, err := r.check(ctx, s)
	var coded Coded
	if errors.As(err, &coded) {
		return []string{coded.Error()}
	}
	return problems
}
