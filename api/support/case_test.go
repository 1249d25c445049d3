package support_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/api/support/casetest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func bench(t *testing.T) *casetest.Bench { return casetest.New(t, "../..", nil) }

func read(t *testing.T, b *casetest.Bench, id refund.ID) support.Case {
	t.Helper()
	c, err := b.Cases.Case(t.Context(), casetest.Ann("en"), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCasesNeedTheirPorts(t *testing.T) {
	if _, err := support.NewCases(support.CasePorts{}); err == nil {
		t.Error("cases without ports")
	}
}

func TestACaseIsReadInTwoReadsOfTheLedgerAndItsExplanationAgrees(t *testing.T) {
	b := bench(t)
	id := b.Decide(b.Example("partial-split-tender"))
	c := read(t, b, id)
	if b.Reads != 2 {
		t.Errorf("the ledger was read %d times", b.Reads)
	}
	if c.Explained == nil || c.Explained.Proof != support.ProofAgrees || len(c.Explained.Steps) < 3 || len(c.Explained.Wrong) != 0 {
		t.Fatalf("explained %+v", c.Explained)
	}
	var sum int64
	for _, row := range c.Explained.Statement.Rows {
		sum += row.AmountMinor
	}
	if sum != c.TotalMinor || c.TotalMinor == 0 {
		t.Errorf("the rows come to %d, the total is %d", sum, c.TotalMinor)
	}
	for _, step := range c.Explained.Steps {
		if step.Name == "" || step.Formula == "" || len(step.Names) != len(step.Inputs) || step.Parent != 0 && step.Parent <= step.Place {
			t.Errorf("step %+v", step)
		}
	}
	if len(c.Around.Payments) != 2 || len(c.Around.Order.Lines) != 1 || len(c.Around.Legs) != 2 {
		t.Errorf("around it %+v", c.Around)
	}
}

func TestAStepThatDoesNotComeToWhatIsStoredIsNamed(t *testing.T) {
	b := bench(t)
	id := b.Decide(b.Example("partial-split-tender"))
	refunds := changing{b.Cases, func(r *api.Refund) {
		for i := range r.Proposal.Assessment.Steps {
			if step := &r.Proposal.Assessment.Steps[i]; step.Adds == refund.SumTotal {
				step.ResultMinor++
				return
			}
		}
	}}
	cases, err := support.NewCases(support.CasePorts{Refunds: refunds, Books: b.Books})
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Case(t.Context(), casetest.Ann("en"), id)
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for _, step := range c.Explained.Steps {
		wrong += len(step.Wrong)
	}
	if c.Explained.Proof != support.ProofFails || wrong == 0 || len(c.Explained.Wrong) == 0 {
		t.Errorf("proof %s, %d wrong in steps, beyond them %v", c.Explained.Proof, wrong, c.Explained.Wrong)
	}
}

// changing reads refunds by cases, and changes them.
type changing struct {
	cases  *support.Cases
	change func(*api.Refund)
}

func (c changing) GetRefund(ctx context.Context, call api.Call, in api.GetRefundRequest) (api.Refund, error) {
	one, err := c.cases.Case(ctx, call, in.ID)
	if err == nil {
		c.change(&one.Refund)
	}
	return one.Refund, err
}

func TestAnOrderThatWasReplacedSinceIsToldFromAMistake(t *testing.T) {
	b := bench(t)
	id := b.Decide(b.Example("partial-split-tender"))
	cases, err := support.NewCases(support.CasePorts{Refunds: changing{b.Cases, func(*api.Refund) {}}, Books: otherOrder{b.Books}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Case(t.Context(), casetest.Ann("en"), id)
	if err != nil || c.Explained.Proof != support.ProofOrderDiffers {
		t.Errorf("proof %+v, %v", c.Explained, err)
	}
}

// otherOrder has another price by now.
type otherOrder struct{ ledger.CaseReader }

func (o otherOrder) Around(ctx context.Context, id refund.ID) (ledger.Around, error) {
	around, err := o.CaseReader.Around(ctx, id)
	around.Order.Lines = append([]refund.Line(nil), around.Order.Lines...)
	around.Order.Lines[0].UnitPriceMinor += 100
	return around, err
}

func TestWhatDoesNotAnswerIsSaidAndTheRestIsShown(t *testing.T) {
	b := bench(t)
	id := b.Decide(b.Example("whole"))
	if c := read(t, b, id); c.Workflow == nil || c.Ledger != nil || c.AroundError != nil || c.TotalMinor == 0 {
		t.Errorf("without its workflow: %v %v %v", c.Workflow, c.Ledger, c.AroundError)
	}
	b.Stories.ViewErr, b.Stories.Standing = nil, refund.View{Standing: refund.Standing{Refund: id, Version: 99, Status: refund.StatusPayingOut, Currency: "CNY"}}
	b.CaseErr, b.AroundErr = errors.New("away"), errors.New("away")
	c := read(t, b, id)
	if c.Ledger == nil || c.AroundError == nil || c.Status != refund.StatusPayingOut || c.Explained != nil || len(c.Around.Payments) != 0 {
		t.Errorf("without the ledger: %+v", c)
	}
	b.CaseErr = nil
	if c := read(t, b, id); c.Ledger != nil || c.AroundError == nil || c.Explained == nil || c.Explained.Proof != support.ProofAgrees {
		t.Errorf("without what is around it: %v %v %+v", c.Ledger, c.AroundError, c.Explained)
	}
}

func TestACaseThatNobodyKnowsAndOneForNobodyAreNotShown(t *testing.T) {
	b := bench(t)
	for name, one := range map[string]struct {
		call api.Call
		id   refund.ID
		code refund.Code
	}{
		"unknown":   {casetest.Ann("en"), "refund/m/o/r", refund.CodeNotFound},
		"no id":     {casetest.Ann("en"), "m/o/r", refund.CodeBadID},
		"of nobody": {api.Call{}, "refund/m/o/r", api.CodeUnauthenticated},
	} {
		_, err := b.Cases.Case(t.Context(), one.call, one.id)
		var told *api.Error
		if !errors.As(err, &told) || told.Code != one.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMaskedCaseHasNobodyInIt(t *testing.T) {
	mask := func(_ context.Context, _ api.Call, r api.Refund) (api.Refund, bool, error) {
		return api.Masked(r), true, nil
	}
	b := casetest.New(t, "../..", mask)
	whole := b.Example("whole")
	id := b.Decide(whole)
	other := whole
	other.Request = "again"
	b.Decide(other)
	c := read(t, b, id)
	if !c.Masked || c.Around.Order.Customer.CustomerID != api.Hidden || len(c.Around.Related) != 1 || c.Around.Related[0].RequestedBy != "customer:"+api.Hidden {
		t.Errorf("around a masked case: %+v", c.Around)
	}
	if c.Explained == nil || c.Explained.Proof != support.ProofAgrees || c.TotalMinor == 0 {
		t.Errorf("an auditor is not shown that it agrees: %+v", c.Explained)
	}
}

func TestDocumentsAreNamedWithWhereTheyCameFrom(t *testing.T) {
	one := func(uri string) []refund.Evidence { return []refund.Evidence{{URI: uri}} }
	c := support.Case{}
	c.Cancellation.Evidence = one("a")
	c.Reply, c.Appeal = &refund.InfoReply{Evidence: one("b")}, &refund.Appeal{Evidence: one("c")}
	c.Inspection = &refund.Inspection{Lines: []refund.InspectedLine{{Evidence: one("d")}}, SentProof: &refund.SentProof{Evidence: one("e")}}
	var said []string
	for _, document := range c.Documents() {
		said = append(said, string(document.Source)+" "+document.URI)
	}
	if got := strings.Join(said, ", "); got != "request a, answer b, appeal c, inspect d, inspect e" {
		t.Errorf("got %s", got)
	}
}
