package explain

import (
	"errors"
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// This file and prove_*.go recompute explanations. They share no arithmetic with the rules that made them: exact
// rationals, rounded once at the end of a step (MONEY C1).

// ErrNotProven: an explanation does not prove its assessment. The errors that wrap it name the step.
var ErrNotProven = errors.New("explain: not proven")

// ErrNoProof: the steps were stored by a version that kept words alone.
var ErrNoProof = errors.New("explain: the steps have no formulas")

// Facts are what inputs are compared with that come from outside the steps. What is nil is taken as the steps
// say it.
type Facts struct {
	// Order is the pinned order, Request what was asked for.
	Order   *refund.Order
	Request *refund.Cancellation
	// Earlier are the order's earlier refunds that count, Payments the balances before this one.
	Earlier  []refund.Entitlement
	Payments []refund.PaymentBalance
}

// FactsOf are the facts that a request was assessed on for the first time.
func FactsOf(c refund.Cancellation, h refund.OrderHistory) Facts {
	earlier := append([]refund.Entitlement{}, refund.StandingRequests(h, c)...)
	return Facts{Order: &h.Order, Request: &c, Earlier: earlier, Payments: h.Payments}
}

// FactsAgain are the facts that a refund with a proposal was assessed on once more. What is paid already changed the
// balances: those are not compared. A choice leaves the stored assessment as it is, whatever came since.
func FactsAgain(in refund.Reassessment, h refund.OrderHistory) Facts {
	facts := FactsOf(in.Cancellation, h)
	if len(in.Settled) > 0 || in.Choice != nil {
		facts.Payments = nil
	}
	if in.Choice != nil {
		facts.Earlier = nil
	}
	return facts
}

// Prove recomputes every step of an assessment from its own inputs, compares each input with where it says it
// comes from, and holds the sums of the steps to the assessment: its total, by kind of component, its taxes and
// its legs. All that is wrong is joined, each an ErrNotProven with the step, its formula and its inputs. An
// assessment of an older version is ErrNoProof.
func Prove(a refund.Assessment, facts Facts) error {
	p := newProof(a, facts)
	var wrong []error
	bare := 0
	for i := range a.Steps {
		if a.Steps[i].Computes == "" {
			bare++
		}
		for _, problem := range p.follow(i) {
			wrong = append(wrong, notProven(i, &a.Steps[i], problem))
		}
	}
	if bare > 0 && bare == len(a.Steps) {
		return ErrNoProof
	}
	return errors.Join(append(wrong, p.sums()...)...)
}

// follow checks one step and adds it to the sums. It returns what is wrong with it.
func (p *proof) follow(i int) []string {
	step := &p.a.Steps[i]
	p.mark()
	s := &reading{step: step, shown: map[string]int64{}}
	s.readInputs(p.a.Currency)
	compute, known := formulas()[step.Computes]
	if !known {
		s.wrong("has no formula of the set")
		return s.problems
	}
	p.checkSources(s, i)
	if got := compute(s); !s.failed() && got != step.ResultMinor {
		s.wrong("comes to %d", got)
	}
	s.checkShown()
	p.add(step)
	return s.problems
}

// notProven names a step, its formula and its inputs, and what is wrong.
func notProven(i int, step *refund.Step, problem string) error {
	return &stepError{place: i + 1, problem: problem, whole: fmt.Errorf("%w: step %d %s = %d by %s of %s: %s",
		ErrNotProven, i+1, step.Key, step.ResultMinor, step.Computes, inputsOf(step), problem)}
}

// inputsOf writes a step's inputs with their exact values.
func inputsOf(step *refund.Step) string {
	parts := make([]string, 0, len(step.Inputs)+1)
	for _, input := range step.Inputs {
		part := input.Name + "=" + input.Value
		if counted(input.Unit) {
			part = fmt.Sprintf("%s=%d", input.Name, input.Number)
		}
		if input.Step > 0 {
			part += fmt.Sprintf(" (%s %d)", input.From, input.Step)
		}
		parts = append(parts, part)
	}
	if step.Table != nil {
		parts = append(parts, fmt.Sprintf("%v", step.Table.Rows))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// counted reports whether a unit's value is a Number.
func counted(unit refund.Unit) bool {
	switch unit {
	case refund.UnitMinor, refund.UnitCount, refund.UnitDays:
		return true
	case refund.UnitRate, refund.UnitDate, refund.UnitMeasure:
	}
	return false
}
