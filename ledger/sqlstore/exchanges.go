package sqlstore

import (
	"context"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const exchangeColumns = `refund, leg, provider_key, provider, account, direction, method, target, status, problem, request, response, began_at, took_micros`

// KeepExchanges implements ledger.Exchanges.
func (s *Store) KeepExchanges(ctx context.Context, all []ledger.Exchange) error {
	return s.write(ctx, "keep exchanges", func(t *tx) error {
		for _, e := range all {
			err := t.exec(`INSERT INTO exchanges (`+exchangeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
				e.Refund, e.Leg, e.Key, e.Provider, e.Account, e.Direction, e.Method, e.Target, e.Status, e.Problem, e.Request, e.Response,
				micros(e.At), e.Took.Microseconds())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ExchangesOf implements ledger.Exchanges.
func (s *Store) ExchangesOf(ctx context.Context, id refund.ID, leg refund.LegID, limitMax int) (out []ledger.Exchange, err error) {
	err = s.read(ctx, "exchanges of "+string(id), func(t *tx) error {
		out, err = list(t, exchangeFromRow, `SELECT `+exchangeColumns+` FROM exchanges
			WHERE refund = $1 AND (leg = $2 OR $2 = '') ORDER BY id LIMIT $3`, id, leg, limitMax)
		return err
	})
	return out, err
}

func exchangeFromRow(row scanner) (e ledger.Exchange, err error) {
	var at, took int64
	err = row.Scan(&e.Refund, &e.Leg, &e.Key, &e.Provider, &e.Account, &e.Direction, &e.Method, &e.Target, &e.Status, &e.Problem,
		&e.Request, &e.Response, &at, &took)
	e.At, e.Took = fromMicros(at), time.Duration(took)*time.Microsecond
	return e, err
}
