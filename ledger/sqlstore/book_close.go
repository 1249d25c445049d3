package sqlstore

import (
	"context"
	"database/sql"
	"math"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Periods implements ledger.BookReader.
func (s *Store) Periods(ctx context.Context) (out []ledger.BookPeriod, err error) {
	err = s.read(ctx, "closed periods", func(t *tx) error {
		out, err = t.periods()
		return err
	})
	return out, err
}

func (t *tx) periods() ([]ledger.BookPeriod, error) {
	return list(t, func(row scanner) (p ledger.BookPeriod, err error) {
		var from, until, closed int64
		err = row.Scan(&p.Name, &from, &until, &p.ClosedBy, &p.Reason, &closed, &p.Verified, &p.Subject)
		p.FromAt, p.UntilAt, p.ClosedAt = fromMicros(from), fromMicros(until), fromMicros(closed)
		return p, err
	}, `SELECT name, from_at, until_at, closed_by, reason, closed_at, verified, subject FROM book_periods ORDER BY until_at`)
}

// ClosePeriod implements ledger.BookActs, in two transactions. The first waits until nobody writes: what was begun before
// is in the period, what begins after it is dated by it. It is short, because nobody writes meanwhile. The second keeps
// what the period came to, which is fixed by then; if it does not come about, the same call again does it.
func (s *Store) ClosePeriod(ctx context.Context, in ledger.PeriodClose) (out refund.Answer, err error) {
	err = s.write(ctx, "close "+in.Name, func(t *tx) error {
		if out = closeRefused(in); out.Code != "" {
			return nil
		}
		if t.dialect.Freeze != "" {
			if err := t.exec(t.dialect.Freeze); err != nil {
				return err
			}
		}
		out, err = t.closePeriod(in)
		return err
	})
	if err != nil || !out.Accepted {
		return out, err
	}
	return out, s.keepTotals(ctx, in.Name)
}

// closeRefused judges what needs no ledger.
func closeRefused(in ledger.PeriodClose) refund.Answer {
	if problem, refused := mayActAs(in.Acting, in.Authority.MayAct, in.Authority, in.By, refund.Stake{}); refused {
		return answerOf(problem.Code, problem.Detail)
	}
	if in.Name == "" || in.By == "" || in.Reason == "" || !in.FromAt.Before(in.UntilAt) {
		return answerOf(refund.CodeMalformed, "a period has a name, a beginning before its end, who closes it and why")
	}
	return refund.Answer{}
}

func (t *tx) closePeriod(in ledger.PeriodClose) (refund.Answer, error) {
	closed, err := t.periods()
	if err != nil {
		return refund.Answer{}, err
	}
	for _, p := range closed {
		switch {
		case p.Name != in.Name:
		case p.FromAt.Equal(in.FromAt) && p.UntilAt.Equal(in.UntilAt):
			return refund.Answer{Accepted: true, Detail: in.Name + " was closed before by " + string(p.ClosedBy)}, nil
		default:
			return answerOf(refund.CodeConflict, in.Name+" was closed as "+dates(p)), nil
		}
	}
	if len(closed) > 0 && !closed[len(closed)-1].UntilAt.Equal(in.FromAt) {
		return answerOf(ledger.CodePeriodOutOfSequence, "closed until "+lastDay(closed[len(closed)-1])+": the next period begins there"), nil
	}
	if in.UntilAt.After(t.now) {
		return answerOf(ledger.CodePeriodNotOver, in.Name+" is not over yet"), nil
	}
	who := storedSubject(in.Acting, in.By)
	err = t.exec(`INSERT INTO book_periods (name, from_at, until_at, closed_by, reason, closed_at, verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		in.Name, micros(in.FromAt), micros(in.UntilAt), in.By, refund.Cut(in.Reason, refund.ReasonBytesMax), micros(t.now), who.Verified, who.ID)
	return refund.Answer{Accepted: true, Detail: in.Name + " is closed"}, err
}

const dayForm = "2006-01-02"

// lastDay is the day before which a period ends.
func lastDay(p ledger.BookPeriod) string { return p.UntilAt.Format(dayForm) }

func dates(p ledger.BookPeriod) string {
	return p.FromAt.Format(dayForm) + " until before " + lastDay(p)
}

// periodSums is what was booked in a period that ends at $1, by asset. The first period has all that was before it.
const periodSums = `SELECT e.asset, CAST(SUM(CASE WHEN e.amount_minor > 0 THEN e.amount_minor ELSE 0 END) AS BIGINT), CAST(COUNT(*) AS BIGINT)
	FROM entries e JOIN postings p ON p.id = e.posting WHERE ` + bookedAt + ` < $1
		AND ` + bookedAt + ` >= COALESCE((SELECT MAX(until_at) FROM book_periods WHERE until_at < $1), $2)
	GROUP BY e.asset ORDER BY e.asset`

// keepTotals stores what was booked until the end of a closed period, once.
func (s *Store) keepTotals(ctx context.Context, name string) error {
	var rows [][]any
	err := s.read(ctx, "totals of "+name, func(t *tx) (err error) {
		var until sql.NullInt64
		var kept int64
		if err := t.row(`SELECT MAX(until_at), (SELECT COUNT(*) FROM period_totals WHERE period = $1) FROM book_periods WHERE name = $1`, name).
			Scan(&until, &kept); err != nil || kept > 0 {
			return err
		}
		rows, err = list(t, func(row scanner) ([]any, error) {
			var asset string
			var debit, count int64
			err := row.Scan(&asset, &debit, &count)
			return []any{name, asset, debit, count}, err
		}, periodSums, until, int64(math.MinInt64))
		return err
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	return s.write(ctx, "totals of "+name, func(t *tx) error {
		var kept int64
		if err := t.row(`SELECT COUNT(*) FROM period_totals WHERE period = $1`, name).Scan(&kept); err != nil || kept > 0 {
			return err
		}
		return t.insert(`period_totals (period, asset, debit_minor, entry_count)`, rows)
	})
}

// periodChecks: a closed period is as it was when it was closed.
func periodChecks() []check {
	source := `(SELECT t.period, t.asset, t.debit_minor, t.entry_count,
			CAST(COALESCE(s.debits, 0) AS BIGINT) AS debits, CAST(COALESCE(s.entries, 0) AS BIGINT) AS entries
		FROM period_totals t JOIN book_periods b ON b.name = t.period LEFT JOIN (SELECT until_at, asset,
				SUM(CASE WHEN minor > 0 THEN minor ELSE 0 END) AS debits, COUNT(*) AS entries
			FROM (SELECT (SELECT MIN(until_at) FROM book_periods WHERE until_at > ` + bookedAt + `) AS until_at, e.asset, e.amount_minor AS minor
				FROM entries e JOIN postings p ON p.id = e.posting WHERE ` + bookedAt + ` < (SELECT MAX(until_at) FROM book_periods)) AS dated
			GROUP BY until_at, asset) AS s ON s.until_at = b.until_at AND s.asset = t.asset) AS c`
	return []check{checkOf("period || ' ' || asset", source, []promise{
		{"CLOSED_PERIOD_CHANGED", "closed period %s: its debits were %d, and are %d", "debit_minor", "debits"},
		{"CLOSED_PERIOD_CHANGED", "closed period %s: it had %d entries, and has %d", "entry_count", "entries"},
	})}
}
