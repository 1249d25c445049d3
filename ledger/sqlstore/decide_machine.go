package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// asks is a machine that asks for a refund: what is reserved of its requests of one day (UTC) stays within its limit. The
// zero value is somebody else, whom no such limit holds.
type asks struct {
	machine refund.SubjectID
	// limitMinor is in minor units of the refund's currency; without one the machine may ask for nothing.
	limitMinor int64
}

// asking is the machine that asks for c; false: a person or an event does.
func asking(c *caseRow, who refund.Subject) (asks, bool) {
	if who.Kind != refund.Machine {
		return asks{}, false
	}
	return asks{machine: who.ID, limitMinor: who.DayLimitMinor[c.currency]}, true
}

// askedBy holds a new refund's proposal to the limit of the machine that asks for it. A problem is why a person has to
// look: the machine has asked for as much as it may today. Requests of one machine wait for each other here.
//
// What counts is what is reserved: a refund that is rejected, withdrawn or given up frees its part again, and one that is
// lowered frees the difference. A request beyond the limit holds nothing, so that it counts only once a person has let
// it through.
func (t *tx) askedBy(a asks, c *caseRow, totalMinor int64) (*refund.Problem, error) {
	if err := t.lockMachine(a.machine); err != nil {
		return nil, err
	}
	today := micros(t.now.Truncate(day))
	var before int64
	err := t.row(`SELECT `+sumAtMost("v.amount_minor")+` FROM machine_requests m JOIN reservations v ON v.refund = m.refund
		WHERE m.machine = $1 AND m.day = $2 AND m.currency = $3 AND m.refund <> $4 AND NOT v.released`,
		a.machine, today, c.currency, c.id).Scan(&before)
	if err != nil {
		return nil, err
	}
	sum, err := ledger.Checked(refund.SumMinor(before, totalMinor))
	if err != nil {
		return nil, err
	}
	if sum <= a.limitMinor {
		return nil, nil
	}
	return &refund.Problem{Code: refund.CodeMachineOverLimit, Detail: fmt.Sprintf("%s may ask for %s a day, and asks for %s with this",
		a.machine, refund.FormatAmount(a.limitMinor, c.currency), refund.FormatAmount(sum, c.currency))}, nil
}

// lockMachine makes sure that a machine has a row, and locks it.
func (t *tx) lockMachine(machine refund.SubjectID) error {
	conflict := `DO NOTHING`
	if t.dialect.RowLock != "" { // a row that is there is locked by the conflict, and left as it is
		conflict = `DO UPDATE SET machine = excluded.machine WHERE false`
	}
	return t.exec(`INSERT INTO machines (machine, since) VALUES ($1, $2) ON CONFLICT (machine) `+conflict, machine, micros(t.now))
}

// keepAsked stores which machine asked for a refund, by its limit of the day. c's row has to be there.
func (t *tx) keepAsked(a asks, c *caseRow) error {
	if err := t.lockMachine(a.machine); err != nil { // nothing was to be paid, and its limit not asked
		return err
	}
	if err := t.save(c); err != nil {
		return err
	}
	return t.exec(`INSERT INTO machine_requests (refund, machine, day, currency, limit_minor) VALUES ($1, $2, $3, $4, $5)`,
		c.id, a.machine, micros(t.now.Truncate(day)), c.currency, a.limitMinor)
}
