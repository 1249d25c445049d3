package support

import (
	"errors"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Explained is how an amount came about, said in the caller's language and proved anew from the stored steps.
type Explained struct {
	// Statement is what the customer is told of the amount; Compared sets it beside the price paid, one sentence a line.
	Statement refund.Statement `json:"statement"`
	Compared  []string         `json:"compared,omitempty"`
	Steps     []ExplainedStep  `json:"steps,omitempty"`
	Proof     Proof            `json:"proof"`
	// Wrong is what does not add up beyond single steps: in English, as the proof says it.
	Wrong []string `json:"wrong,omitempty"`
}

// Proof is what came of computing an explanation anew.
type Proof string

// The proofs.
const (
	// ProofAgrees: every step and every sum comes to what is stored, from its own inputs, the request and the order.
	ProofAgrees Proof = "agrees"
	// ProofOrderDiffers: steps and sums agree with each other; the order as it is known now has other values than the steps
	// were computed from. Its pinned version was replaced since.
	ProofOrderDiffers Proof = "order_differs"
	// ProofFails: a step or a sum does not come to what is stored.
	ProofFails Proof = "fails"
	// ProofNone: an older version stored words alone.
	ProofNone Proof = "none"
)

// ExplainedStep is a step in the caller's language. Place counts from 1.
type ExplainedStep struct {
	Place int `json:"place"`
	// Step has its name and formula in words.
	refund.Step
	// Rows say the inputs that the sentence leaves out, and the rows of its table.
	Rows []string `json:"rows,omitempty"`
	// Names are what the step's inputs are called, in their sequence.
	Names []string `json:"names,omitempty"`
	// Parent is the place of the first later step that is computed from this one; 0: none is.
	Parent int `json:"parent,omitempty"`
	// Wrong is what the proof found of the step.
	Wrong []string `json:"wrong,omitempty"`
}

// explained says and proves an assessment. order is the pinned one; nil: it is not known.
func explained(say explain.Speaker, request refund.Cancellation, a refund.Assessment, order *refund.Order) *Explained {
	out := &Explained{Statement: say.Statement(request, a), Compared: say.Lines(say.Compare(request, a), a.Currency)}
	wrong := out.prove(request, a, order)
	parents := parentsOf(a.Steps)
	for i, step := range a.Steps {
		said := ExplainedStep{Place: i + 1, Step: say.Step(step), Rows: say.Rows(step, a.Currency), Parent: parents[i+1], Wrong: wrong[i+1]}
		for _, input := range step.Inputs {
			said.Names = append(said.Names, say.InputName(input.Name))
		}
		out.Steps = append(out.Steps, said)
	}
	return out
}

// prove computes everything anew, and returns what is wrong by the place of its step.
func (e *Explained) prove(request refund.Cancellation, a refund.Assessment, order *refund.Order) map[int][]string {
	err := explain.Prove(a, explain.Facts{Request: &request})
	e.Proof = ProofAgrees
	switch {
	case errors.Is(err, explain.ErrNoProof):
		e.Proof = ProofNone
		return nil
	case err != nil:
		e.Proof = ProofFails
	case order == nil:
	default:
		if err = explain.Prove(a, explain.Facts{Request: &request, Order: order}); err != nil {
			e.Proof = ProofOrderDiffers
		}
	}
	steps, whole := explain.WrongSteps(err)
	e.Wrong = whole
	return steps
}

// parentsOf are, by a step's place, the place of the first later step that is computed from it.
func parentsOf(steps []refund.Step) map[int]int {
	parents := map[int]int{}
	take := func(of int32, by int) {
		if place := int(of); place > 0 && place < by && parents[place] == 0 {
			parents[place] = by
		}
	}
	for i := range steps {
		for _, input := range steps[i].Inputs {
			take(input.Step, i+1)
		}
		if steps[i].Table == nil {
			continue
		}
		for _, column := range steps[i].Table.Columns {
			take(int32(column.Step), i+1)
		}
	}
	return parents
}
