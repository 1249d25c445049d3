package sqlstore

import (
	"context"
	"slices"

	"github.com/makegood/makegood/ledger"
)

// SetSwitch implements ledger.Switches: throws are appended, the last one counts.
func (s *Store) SetSwitch(ctx context.Context, in ledger.Switch) error {
	return s.write(ctx, "switch "+in.Name, func(t *tx) error {
		if in.Name == "" || in.Cause.Actor == "" {
			return invariant("a switch needs a name and who throws it")
		}
		if problem, refused := in.Acting.MayActAs(in.Cause.Actor); refused {
			return problem
		}
		who := storedSubject(in.Acting, in.Cause.Actor)
		return t.exec(`INSERT INTO switches (name, is_on, actor, reason, thrown_at, verified, subject) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			in.Name, in.On, in.Cause.Actor, in.Cause.Reason, micros(t.now), who.Verified, who.ID)
	})
}

// thrown is the first of the switches that is on, or nil.
func (t *tx) thrown(names [6]string) (*ledger.Thrown, error) {
	on, err := list(t, t.thrownFromRow, `SELECT name, is_on, actor, reason, thrown_at, verified, subject FROM switches WHERE id IN (
			SELECT MAX(id) FROM switches WHERE name = $1 UNION ALL SELECT MAX(id) FROM switches WHERE name = $2
			UNION ALL SELECT MAX(id) FROM switches WHERE name = $3 UNION ALL SELECT MAX(id) FROM switches WHERE name = $4
			UNION ALL SELECT MAX(id) FROM switches WHERE name = $5 UNION ALL SELECT MAX(id) FROM switches WHERE name = $6)`,
		names[0], names[1], names[2], names[3], names[4], names[5])
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if at := slices.IndexFunc(on, func(r *ledger.Thrown) bool { return r != nil && r.Name == name }); at >= 0 {
			return on[at], nil
		}
	}
	return nil, nil
}

// Thrown implements ledger.Switches.
func (s *Store) Thrown(ctx context.Context) (out []ledger.Thrown, err error) {
	err = s.read(ctx, "read the switches", func(t *tx) error {
		out = nil
		last, err := list(t, t.thrownFromRow, `SELECT name, is_on, actor, reason, thrown_at, verified, subject FROM switches
			WHERE id IN (SELECT MAX(id) FROM switches GROUP BY name) ORDER BY name`)
		for _, one := range last {
			if one != nil {
				out = append(out, *one)
			}
		}
		return err
	})
	return out, err
}

// thrownFromRow is nil for a switch that is off, and for a circuit that was not thrown again in time.
func (t *tx) thrownFromRow(row scanner) (*ledger.Thrown, error) {
	var one ledger.Thrown
	var on bool
	var at int64
	if err := row.Scan(&one.Name, &on, &one.By, &one.Reason, &at, &one.Verified, &one.Subject); err != nil || !on {
		return nil, err
	}
	one.At = fromMicros(at)
	if ledger.IsCircuit(one.Name) && t.now.Sub(one.At) >= ledger.CircuitLasts {
		return nil, nil
	}
	return &one, nil
}
