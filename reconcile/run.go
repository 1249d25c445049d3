package reconcile

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Books is what a run asks of the ledger.
type Books interface {
	ledger.ReconcileReader
	ledger.Reconciliations
	// BookFact books what a provider says happened, once for its id.
	BookFact(ctx context.Context, in refund.Fact) (refund.FactBooked, error)
	// BookSettlement books what a refund cost.
	BookSettlement(ctx context.Context, in ledger.SettlementFact) (ledger.SettlementBooked, error)
}

// Tell tells a refund's workflow that a fact was booked, or has a bounced leg corrected.
type Tell func(ctx context.Context, booked refund.FactBooked, fact refund.ProviderFact) error

// Runner runs reconciliations. Books, Tell and Now are needed.
type Runner struct {
	Books Books
	Tell  Tell
	// Now is the clock, UTC.
	Now func() time.Time
	// Wait waits while a provider asks for patience; nil: for as long as it asks.
	Wait func(ctx context.Context, pause time.Duration) error
	// Progress hears how far a run is; nil: nobody does.
	Progress func(Progress)
}

// Stage is a part of a run.
type Stage string

// The stages.
const (
	StageLegs    Stage = "legs read"
	StageListed  Stage = "refunds listed"
	StageBooking Stage = "differences looked at"
)

// Progress is how far a run is in a stage.
type Progress struct {
	Stage Stage
	Count int
}

// progressEvery is how many listed refunds lie between two words of progress.
const progressEvery = 1000

// Request says what a run is over.
type Request struct {
	// Period is [From, To), UTC.
	Period ledger.Period
	Origin ledger.ReconcileOrigin
	// DryRun books and keeps nothing.
	DryRun bool
}

const (
	// listBackMax is how far before the period the list is read for legs that were sent long before they settled.
	listBackMax = 60 * oneDay
	// listedMax and legsMax bound a run: both sides are held in memory.
	listedMax = 1_000_000
	legsMax   = 1_000_000
	// patienceMax is how often a run begins its list again because the provider asks for patience.
	patienceMax = 5
)

// Run holds the books against the account's list, books what the list proves, and keeps the report. payment.ErrNoList:
// nobody can list the account. Any other error: nothing was kept; what was booked until then is booked once, and the run
// can be repeated.
func (r Runner) Run(ctx context.Context, a Account, q Request) (ledger.Reconciliation, error) {
	name := fmt.Sprintf("reconcile %s", AccountName(a.Provider, a.Name))
	if a.List == nil {
		return ledger.Reconciliation{}, fmt.Errorf("%s: %w", name, payment.ErrNoList)
	}
	in, incomplete, err := r.read(ctx, a, q)
	if err != nil {
		return ledger.Reconciliation{}, fmt.Errorf("%s: %w", name, err)
	}
	found := Compare(in)
	out := reportOf(a, q, in, found)
	if incomplete.After(out.CompleteAt) {
		out.CompleteAt = incomplete
	}
	if q.DryRun {
		return out.finished(found.Differences, r.Now()), nil
	}
	if out.Learned, err = r.book(ctx, a, in, &found); err != nil {
		return ledger.Reconciliation{}, fmt.Errorf("%s: %w", name, err)
	}
	kept, _, err := r.Books.KeepReconciliation(ctx, out.finished(found.Differences, r.Now()))
	if err != nil {
		return ledger.Reconciliation{}, fmt.Errorf("%s: %w", name, err)
	}
	return kept, nil
}

// AccountName is a provider's account for people.
func AccountName(provider, account string) string {
	return strings.TrimSuffix(provider+"/"+account, "/")
}

// read reads both sides. incomplete is from when on the list has all of the period, where the list itself said so.
func (r Runner) read(ctx context.Context, a Account, q Request) (in Input, incomplete time.Time, err error) {
	in = Input{Period: q.Period, ReadAt: r.Now().UTC(), Lease: a.Lease(), CompleteAt: a.Limits.ListCompleteAt, BySettlement: a.BySettlement()}
	margin := a.Margin()
	legs := a.query()
	legs.Period = ledger.Period{From: q.Period.From.Add(-margin), To: q.Period.To.Add(margin)}
	if in.Legs, err = r.legs(ctx, legs, nil); err != nil {
		return in, incomplete, err
	}
	r.tell(StageLegs, len(in.Legs))
	in.Read = window(in, margin)
	if in.Listed, incomplete, err = r.list(ctx, a, in.Read); err != nil {
		return in, incomplete, err
	}
	r.tell(StageListed, len(in.Listed))
	return in, incomplete, r.strangers(ctx, a, &in)
}

// window is what of the list is read: the period with its margin, and back to when the first of its legs was sent.
func window(in Input, margin time.Duration) ledger.Period {
	w := ledger.Period{From: in.Period.From.Add(-margin), To: in.Period.To.Add(margin)}
	for _, l := range in.Legs {
		if sent := l.BegunAt.Add(-margin); inPeriod(in.Period, l.CountedAt()) && sent.Before(w.From) {
			w.From = sent
		}
	}
	if earliest := in.Period.From.Add(-listBackMax); w.From.Before(earliest) {
		w.From = earliest
	}
	return w
}

// legs reads legs that are not known yet.
func (r Runner) legs(ctx context.Context, q ledger.ProviderLegQuery, known map[legID]bool) (out []ledger.ProviderLeg, err error) {
	if known == nil {
		known = map[legID]bool{}
	}
	err = r.Books.EachProviderLeg(ctx, q, func(l ledger.ProviderLeg) error {
		if at := (legID{l.Refund, l.Leg}); !known[at] {
			known[at] = true
			out = append(out, l)
		}
		if len(out) > legsMax {
			return fmt.Errorf("more than %d legs: take a shorter period", legsMax)
		}
		return nil
	})
	return out, err
}

type legID struct {
	refund refund.ID
	leg    refund.LegID
}

// strangers looks for those that are listed in the period and that nothing read so far is about: a leg that was sent or
// settled at another time, or a refund made elsewhere.
func (r Runner) strangers(ctx context.Context, a Account, in *Input) error {
	known := map[legID]bool{}
	for _, l := range in.Legs {
		known[legID{l.Refund, l.Leg}] = true
	}
	q := a.query()
	var references, ids []string
	named := map[string]bool{}
	for _, i := range match(*in).nobodys {
		l := in.Listed[i]
		if inPeriod(in.Period, l.CreatedAt) && l.Reference != "" && !named[l.Reference] {
			named[l.Reference] = true
			references = append(references, l.Reference)
		}
	}
	q.References = references
	if len(references) > 0 {
		more, err := r.legs(ctx, q, known)
		if err != nil {
			return err
		}
		in.Legs = append(in.Legs, more...)
	}
	for _, l := range in.Listed {
		if l.ProviderRefundID != "" {
			ids = append(ids, l.ProviderRefundID)
		}
	}
	q.Period = in.Period
	var err error
	in.Outside, err = r.Books.OutsideOfAccount(ctx, q, ids)
	return err
}

// list reads the provider's list. A period that is not finished yet is read as far as it goes.
func (r Runner) list(ctx context.Context, a Account, w ledger.Period) (out []payment.Listed, incomplete time.Time, err error) {
	for range patienceMax {
		out, err = r.listOnce(ctx, a, payment.ListQuery{Account: a.Name, From: w.From, To: w.To})
		var limited payment.RateLimited
		if !errors.As(err, &limited) {
			break
		}
		if waited := r.wait(ctx, limited.RetryAfter); waited != nil {
			return nil, incomplete, errors.Join(err, waited)
		}
	}
	var yet payment.NotListedYet
	if errors.As(err, &yet) {
		return out, yet.CompleteAt, nil
	}
	return out, incomplete, err
}

func (r Runner) listOnce(ctx context.Context, a Account, q payment.ListQuery) (out []payment.Listed, err error) {
	for l, err := range a.List.List(ctx, q) {
		if err != nil {
			return out, err
		}
		out = append(out, l)
		if len(out)%progressEvery == 0 {
			r.tell(StageListed, len(out))
		}
		if len(out) > listedMax {
			return nil, fmt.Errorf("more than %d refunds are listed: take a shorter period", listedMax)
		}
	}
	return out, nil
}

func (r Runner) wait(ctx context.Context, pause time.Duration) error {
	if r.Wait != nil {
		return r.Wait(ctx, pause)
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r Runner) tell(stage Stage, count int) {
	if r.Progress != nil {
		r.Progress(Progress{stage, count})
	}
}
