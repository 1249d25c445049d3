package sqlstore

import (
	"context"

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
	var out []ledger.StoredBalance
	if f.Instrument == "" { // store credit has none
		credits, err := t.storeCredits(f)
		if err != nil {
			return nil, err
		}
		out = credits
	}
	for _, kind := range ledger.StoredAccounts(f.Merchant, f.Instrument) {
		rows, err := list(t, entryFromRow, `SELECT name, asset, CAST(SUM(balance) AS BIGINT) FROM balances WHERE name >= $1 AND name < $2
			AND substr(name, length(name) - length(CAST($3 AS TEXT)) + 1) = $3 AND name NOT LIKE '%/issuer' AND name NOT LIKE '%/void'
			GROUP BY name, asset HAVING SUM(balance) <> 0 ORDER BY name, asset LIMIT $4`, kind.From, kind.To, ledger.Holder(f.Customer), f.LimitMax)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if b, ok := kind.Balance(row); ok {
				out = append(out, b)
			}
		}
	}
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
		ORDER BY r.customer, e.asset LIMIT $3`, ledger.StoreCreditAccount(f.Merchant), f.Customer, f.LimitMax)
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
