package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/reconcile"
	"github.com/makegood/makegood/refund"
)

// reconcileAccounts are the accounts that are reconciled: those of every configured provider, each with its own
// credentials, and the simulator where the books have payments of it. Stored value is left out: its book is the ledger.
func reconcileAccounts(ctx context.Context, s config.Settings, w wiring, books ledger.ReconcileReader) ([]reconcile.Account, error) {
	known, err := books.ProviderAccounts(ctx)
	if err != nil {
		return nil, err
	}
	var all []reconcile.Account
	for _, row := range providerRows() {
		if !row.configured(s) {
			continue
		}
		of, err := row.reconciled(s, w)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	if slices.ContainsFunc(known, func(a ledger.ProviderAccount) bool { return a.Provider == simulatorName }) {
		terms := simulator.DefaultTerms()
		terms.CallTimeout = s.Simulator.CallTimeout
		one, err := simulator.New(simulator.Config{BaseURL: s.Simulator.URL, Terms: &terms, Carry: w.carry})
		if err != nil {
			return nil, err
		}
		all = append(all, reconciledAccount(one, reconcile.Account{Provider: simulatorName}))
	}
	return append(all, strangers(known, all)...), nil
}

// reconciled are a provider's accounts with credentials of their own, and the one that stands for all others.
func (r providerRow) reconciled(s config.Settings, w wiring) (all []reconcile.Account, err error) {
	named := slices.DeleteFunc(slices.Clone(r.accounts(s)), func(account string) bool { return account == "" })
	for _, account := range r.accounts(s) {
		one, err := r.adapter(s, account, w.client(r, account), w.carry)
		if err != nil {
			return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("provider %s: %w", r.name, err)}
		}
		of := reconcile.Account{Provider: r.name, Name: account}
		if account == "" {
			of.Others = named
		}
		all = append(all, reconciledAccount(one, of))
	}
	return all, nil
}

// reconciledAccount is an account with what its adapter says of itself. One that cannot list has no list.
func reconciledAccount(one payment.Provider, of reconcile.Account) reconcile.Account {
	of.Terms = one.Terms()
	if described, ok := one.(payment.Described); ok {
		of.Limits = described.Limits()
	}
	if list, ok := one.(payment.Lister); ok {
		of.List = list
	}
	return of
}

// strangers are accounts that payments in the books name and that nobody has credentials for: each is named as one that
// cannot be reconciled, and none is passed over in silence.
func strangers(known []ledger.ProviderAccount, all []reconcile.Account) (out []reconcile.Account) {
	for _, a := range known {
		covered := slices.ContainsFunc(all, func(of reconcile.Account) bool {
			return of.Provider == a.Provider && (of.Name == a.Account || of.Name == "")
		})
		if !covered && a.Provider != refund.StoredProvider {
			out = append(out, reconcile.Account{Provider: a.Provider, Name: a.Account})
		}
	}
	return out
}

// whyUnlisted says in words why an account has no list.
func whyUnlisted(of reconcile.Account, s config.Settings) string {
	for _, row := range providerRows() {
		if row.name == of.Provider && !row.configured(s) {
			return "it is not configured: set " + strings.Join(row.missing(s), ", ")
		}
	}
	if of.Terms.CallTimeout == 0 {
		return "nobody has credentials for it"
	}
	return "the provider has no list of refunds that can be read"
}
