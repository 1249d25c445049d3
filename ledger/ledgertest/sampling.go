package ledgertest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ada is an auditor.
func ada() refund.Authority {
	return refund.Authority{Reviewer: &refund.Reviewer{Name: "ada", Roles: []refund.Role{refund.RoleAuditor}}, Ranks: Ranks}
}

// closed lists the closed refunds of a filter, in the clock's day if it names no period.
func (d *Desk) closed(f ledger.ClosedFilter) (out []refund.ID) {
	d.T.Helper()
	if f.To.IsZero() {
		around := d.around(24*time.Hour, time.Hour)
		f.From, f.To = around.From, around.To
	}
	d.no(d.Store.EachClosed(d.ctx, f, func(c ledger.ClosedCase) error {
		out = append(out, c.ID)
		return nil
	}))
	return out
}

// sampleOf is a sample of some refunds by ada.
func sampleOf(results ...ledger.SampleResult) ledger.Sample {
	return ledger.Sample{
		Terms:      ledger.SampleTerms{Seed: "2026-Q4", Size: 2, ClosedFilter: ledger.ClosedFilter{Currency: "CNY"}},
		Population: 7, Digest: "d", By: "ada", Authority: ada(), Results: results,
	}
}

func (d *Desk) keepSample(in ledger.Sample) (ledger.Sample, refund.Answer) {
	d.T.Helper()
	out, answer, err := d.Store.KeepSample(d.ctx, in)
	d.no(err)
	return out, answer
}

func sampleCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"closed refunds are selected by when they were closed, amount, currency, risk and way": func(t *testing.T, d *Desk) {
			first, open := d.Paid("o1", "c1", 1), d.Held("o3", "c1", 1)
			d.Clock.Advance(time.Hour)
			second := d.Paid("o2", "c1", 2)
			equal(t, "all, as they were closed", d.closed(ledger.ClosedFilter{}), []refund.ID{first, second})
			for name, c := range map[string]struct {
				filter ledger.ClosedFilter
				want   []refund.ID
			}{
				"merchant": {ledger.ClosedFilter{Merchant: "m1"}, []refund.ID{first, second}}, "another merchant": {ledger.ClosedFilter{Merchant: "m2"}, nil},
				"currency": {ledger.ClosedFilter{Currency: "EUR"}, nil},
				"at least": {ledger.ClosedFilter{AtLeastMinor: 22600}, []refund.ID{second}}, "less than": {ledger.ClosedFilter{LessThanMinor: 22600}, []refund.ID{first}},
				"risk": {ledger.ClosedFilter{Risk: refund.RiskHigh}, nil},
				"way":  {ledger.ClosedFilter{Way: "simulator"}, []refund.ID{first, second}}, "another way": {ledger.ClosedFilter{Way: "STORE_CREDIT"}, nil},
				"from":   {ledger.ClosedFilter{From: d.Clock.Now(), To: d.Clock.Now().Add(time.Hour)}, []refund.ID{second}},
				"before": {ledger.ClosedFilter{From: d.Clock.Now().Add(-2 * time.Hour), To: d.Clock.Now()}, []refund.ID{first}},
			} {
				equal(t, name, d.closed(c.filter), c.want)
			}
			same(t, "open", d.Standing(open).Closed, false)
			stop := d.Store.EachClosed(d.ctx, ledger.ClosedFilter{From: d.Clock.Now().Add(-2 * time.Hour), To: d.Clock.Now().Add(1)}, func(ledger.ClosedCase) error { return errStopped })
			same(t, "the visitor's error", errors.Is(stop, errStopped), true)
		},
		"a sample is kept with its results, and what is concluded of them": func(t *testing.T, d *Desk) {
			first, second := d.Paid("o1", "c1", 1), d.Paid("o2", "c1", 1)
			in := sampleOf(
				ledger.SampleResult{Refund: second, Result: ledger.CheckDiffers, Checks: []ledger.SampleCheck{{Check: "EXPLANATION", Result: ledger.CheckDiffers, Detail: "step 1"}}},
				ledger.SampleResult{Refund: first, Result: ledger.CheckAgrees, Checks: []ledger.SampleCheck{}})
			in.Acting = signedIn("ada").Subject
			kept, answer := d.keepSample(in)
			same(t, "kept", answer.Accepted, true)
			again, _ := d.keepSample(in)
			same(t, "another one has another id", again.ID != kept.ID, true)
			note := ledger.SampleNote{Sample: kept.ID, Refund: second, Conclusion: ledger.ConclusionFinding, Note: "sealed", By: "ada", Authority: ada()}
			for _, conclusion := range []ledger.Conclusion{ledger.ConclusionFinding, ledger.ConclusionInOrder} {
				note.Conclusion = conclusion
				answer, err := d.Store.NoteSampled(d.ctx, note)
				d.no(err)
				same(t, "noted", answer.Accepted, true)
			}
			got, err := d.Store.Sample(d.ctx, kept.ID)
			d.no(err)
			equal(t, "terms", got.Terms, in.Terms)
			equal(t, "drawn", []any{got.By, got.Verified, got.Subject, got.Population, got.Digest, got.DrawnAt.Equal(d.Clock.Now())},
				[]any{refund.Person("ada"), refund.ByOIDC, refund.SubjectID("oidc:ada"), int64(7), "d", true})
			equal(t, "results, in their sequence", []any{got.Results[0].Refund, got.Results[0].Checks[0].Detail, got.Results[1].Result}, []any{second, "step 1", ledger.CheckAgrees})
			same(t, "notes", len(got.Results[0].Notes), 2)
			same(t, "the last", got.Results[0].Notes[1].Conclusion, ledger.ConclusionInOrder)
			same(t, "asserted", got.Results[0].Notes[0].Verified, refund.Asserted)
			same(t, "of the other", len(got.Results[1].Notes), 0)
			all, err := d.Store.Samples(d.ctx)
			d.no(err)
			equal(t, "the newest first", []any{len(all), all[0].ID, len(all[0].Results)}, []any{2, again.ID, 0})
			_, err = d.Store.Sample(d.ctx, "sample-99")
			same(t, "none such", errors.Is(err, ledger.ErrNotFound), true)
			note.Refund = "refund/m1/o9/c1"
			_, err = d.Store.NoteSampled(d.ctx, note)
			same(t, "a refund that is not in it", errors.Is(err, ledger.ErrNotFound), true)
		},
		"only auditors and the highest rank draw samples, note and take out": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			result := ledger.SampleResult{Refund: id, Result: ledger.CheckAgrees}
			kept, _ := d.keepSample(sampleOf(result))
			for want, who := range map[refund.Code]struct {
				authority refund.Authority
				acting    refund.Subject
			}{
				refund.CodeReviewerRole:    {As("noah", "lead"), refund.Subject{}},
				refund.CodeReviewerUnknown: {refund.Authority{Ranks: Ranks}, refund.Subject{}},
				refund.CodeNotForMachines:  {As("noah", "finance"), shopProgram(1).Subject},
				refund.CodeSubjectMismatch: {As("noah", "finance"), signedIn("zoe").Subject},
			} {
				in := sampleOf(result)
				in.By, in.Authority, in.Acting = "noah", who.authority, who.acting
				_, answer := d.keepSample(in)
				same(t, "sample", answer.Code, want)
				answer, err := d.Store.NoteSampled(d.ctx, ledger.SampleNote{Sample: kept.ID, Refund: id, Conclusion: ledger.ConclusionInOrder, By: "noah", Authority: who.authority, Acting: who.acting})
				d.no(err)
				same(t, "note", answer.Code, want)
				answer, err = d.Store.KeepExport(d.ctx, ledger.AuditExport{Of: "x", Digest: "y", By: "noah", Authority: who.authority, Acting: who.acting})
				d.no(err)
				same(t, "export", answer.Code, want)
			}
			in := sampleOf(result)
			in.By, in.Authority = "olga", As("olga", "finance")
			_, answer := d.keepSample(in)
			same(t, "finance", answer.Accepted, true)
			in.Terms.Seed = ""
			_, answer = d.keepSample(in)
			same(t, "without a seed", answer.Code, refund.CodeMalformed)
		},
		"what was taken out is kept, and an auditor takes out nothing unmasked": func(t *testing.T, d *Desk) {
			export := ledger.AuditExport{Of: "sample-1", Masked: true, Digest: "abc", Key: "api-1", By: "ada", Authority: ada(), Acting: signedIn("ada").Subject}
			whole := ledger.AuditExport{Of: "refund/m1/o1/c1", Digest: "def", By: "olga", Authority: As("olga", "finance")}
			refused := export
			refused.Masked = false
			for _, c := range []struct {
				in   ledger.AuditExport
				want refund.Code
			}{{export, ""}, {refused, refund.CodeReviewerRole}, {whole, ""}} {
				answer, err := d.Store.KeepExport(d.ctx, c.in)
				d.no(err)
				same(t, c.in.Of, answer.Code, c.want)
			}
			all, err := d.Store.AuditExports(d.ctx)
			d.no(err)
			same(t, "kept", len(all), 2)
			equal(t, "the newest first", fmt.Sprintf("%s %v, %d %v %s %s %s", all[0].Of, all[0].Masked, all[1].Number, all[1].Masked, all[1].Key, all[1].By, all[1].Subject), "refund/m1/o1/c1 false, 1 true api-1 ada oidc:ada")
		},
		"what was booked for a refund is read posting by posting, and each sums to zero": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.Paid("o2", "c1", 1)
			postings, err := d.Store.CasePostings(d.ctx, id)
			d.no(err)
			returned := int64(0)
			for _, p := range postings {
				sums := map[string]int64{}
				for _, e := range p.Entries {
					sums[e.Asset] += e.AmountMinor
					if _, control, is := ledger.ControlOf(e.Account); is && control == ledger.ControlReturned {
						returned -= e.AmountMinor
					}
				}
				for asset, sum := range sums {
					same(t, p.Template+" "+asset, sum, 0)
				}
			}
			same(t, "what went back", returned, unitMinor)
		},
		"what reconciliations found of a refund is read, the latest run first": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			for range 2 {
				_, _, err := d.Store.KeepReconciliation(d.ctx, d.aRun(ledger.ReconcileByPerson))
				d.no(err)
				d.Clock.Advance(time.Minute)
			}
			found, err := d.Store.CaseDifferences(d.ctx, id)
			d.no(err)
			same(t, "found", len(found), 2)
			same(t, "the latest first", found[0].EndedAt.Before(found[1].EndedAt), false)
			same(t, "open", found[0].Item.Open && found[0].Item.Kind == ledger.ReconcileMissing, true)
			none, err := d.Store.CaseDifferences(d.ctx, "refund/m1/o9/c1")
			d.no(err)
			same(t, "of another", len(none), 0)
		},
	}
}
