package support

import (
	"context"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/doctor"
)

// Health is what the doctor found, and when it was asked.
type Health struct {
	At     time.Time
	Report doctor.Report
}

// examineWithin bounds how long the doctor may take.
const examineWithin = 2 * time.Minute

// Health asks the doctor, at most once a minute however many ask. It takes as long as the ledger's audit does.
func (o *Office) Health(ctx context.Context, call api.Call) (Health, error) {
	if err := o.May(ctx, call, PageOperations); err != nil {
		return Health{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, examineWithin)
	defer cancel()
	health, err := o.examined.get(ctx, struct{}{}, func(ctx context.Context) (Health, error) {
		report, err := o.ports.Examine(ctx)
		return Health{At: o.ports.Now(), Report: report}, err
	})
	return health, call.Failed(err)
}
