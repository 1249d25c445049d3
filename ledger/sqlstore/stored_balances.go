package sqlstore

import (
	"context"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// StoredBalances implements ledger.StoredValue. A customer's store credit is what their refunds and offers posted to
// the merchant's; the other balances have accounts of their own.
func (s *Store) StoredBalances(ctx context.Context, f ledger.StoredFilter) (out []ledger.StoredBalance, err error) {
	if f.LimitMax <= 0 {
		f.LimitMax = storedPageMax
	}
	err = s.read(ctx, "stored balances of "+string(f.Merchant), func(t *tx) error {
		out, err = t.storedBalances(f)
		return err
	})
	return out, err
}

func (t *tx) storedBalances(f ledger.StoredFilter) ([]ledger.StoredBalance, error) {
	out, err := t.storeCredits(f)
	if err != nil {
		return nil, err
	}
	for _, kind := range ledger.StoredAccounts(f.Merchant) {
		rows, err := list(t, entryFromRow, `SELECT name, asset, CAST(SUM(balance) AS BIGINT) FROM balances WHERE name >= $1 AND name < $2
			GROUP BY name, asset HAVING SUM(balance) <> 0 ORDER BY name, asset`, kind.From, kind.To)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if b, ok := kind.Balance(row); ok && (f.Customer == "" || b.Customer == f.Customer) {
				out = append(out, b)
			}
		}
	}
	out = slices.DeleteFunc(out, func(b ledger.StoredBalance) bool { return f.Instrument != "" && b.Instrument != f.Instrument })
	out = out[:min(len(out), f.LimitMax)]
	return out, t.addStoredStates(f.Merchant, out)
}

// storeCredits are what the customers of a merchant were given of store credit, less what bounced.
func (t *tx) storeCredits(f ledger.StoredFilter) ([]ledger.StoredBalance, error) {
	return list(t, func(row scanner) (b ledger.StoredBalance, err error) {
		b.Kind = refund.PaymentStoreCredit
		return b, row.Scan(&b.Customer, &b.Asset, &b.Amount)
	}, `SELECT r.customer, e.asset, CAST(-SUM(e.amount_minor) AS BIGINT)
		FROM entries e JOIN postings p ON p.id = e.posting JOIN refunds r ON r.refund = p.subject
		WHERE e.account = $1 AND ($2 = '' OR r.customer = $2) GROUP BY r.customer, e.asset HAVING SUM(e.amount_minor) <> 0
		ORDER BY r.customer, e.asset`, ledger.StoreCreditAccount(f.Merchant), f.Customer)
}

// addStoredStates adds to instruments the last state that was set of each.
func (t *tx) addStoredStates(m refund.MerchantID, all []ledger.StoredBalance) error {
	type set struct {
		of    refund.StoredInstrument
		state refund.StoredState
	}
	sets, err := list(t, func(row scanner) (s set, err error) {
		return s, row.Scan(&s.of.Merchant, &s.of.Kind, &s.of.Instrument, &s.state)
	}, `SELECT merchant, kind, instrument, state FROM stored_states WHERE id IN
		(SELECT MAX(id) FROM stored_states WHERE merchant = $1 GROUP BY kind, instrument)`, m)
	states := map[refund.StoredInstrument]refund.StoredState{}
	for _, s := range sets {
		states[s.of] = s.state
	}
	for i, b := range all {
		all[i].State = states[refund.StoredInstrument{Merchant: m, Kind: b.Kind, Instrument: b.Instrument}]
	}
	return err
}
