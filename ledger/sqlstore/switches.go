package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
)

// SetSwitch implements ledger.Switches: throws are appended, the last one counts.
func (s *Store) SetSwitch(ctx context.Context, in ledger.Switch) error {
	return s.write(ctx, "switch "+in.Name, func(t *tx) error {
		if in.Name == "" || in.Cause.Actor == "" {
			return invariant("a switch needs a name and who throws it")
		}
		return t.exec(`INSERT INTO switches (name, is_on, actor, reason, thrown_at) VALUES ($1, $2, $3, $4, $5)`,
			in.Name, in.On, in.Cause.Actor, in.Cause.Reason, micros(t.now))
	})
}

// thrown is nil while a switch is off, else why it is on.
func (t *tx) thrown(name string) (*string, error) {
	type throw struct {
		on     bool
		reason string
	}
	last, err := list(t, func(row scanner) (s throw, err error) { return s, row.Scan(&s.on, &s.reason) },
		`SELECT is_on, reason FROM switches WHERE name = $1 ORDER BY id DESC LIMIT 1`, name)
	if err != nil || len(last) == 0 || !last[0].on {
		return nil, err
	}
	return &last[0].reason, nil
}
