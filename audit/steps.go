package main

// step is a step of a stored explanation: what it came to, and what it is a part of. One that an older version
// stored has no formula, and is not judged.
type step struct {
	Key         string      `json:"key"`
	Formula     string      `json:"formula_id"`
	ResultMinor int64       `json:"result_minor"`
	AddsTo      string      `json:"adds_to"`
	Inputs      []stepInput `json:"inputs"`
}

// stepInput is an input of a step; From "step" and "step.taken" say that it is the result of the step of a place
// (counted from 1), or that with the other sign.
type stepInput struct {
	Name   string `json:"name"`
	Number int64  `json:"number"`
	From   string `json:"from"`
	Step   int    `json:"step"`
}

// explanationsAgree: the steps that are a part of the total sum to it, those of the legs to the legs, and what a
// step takes over from an earlier one is what that came to (DESIGN section 15). Whether a step follows from its
// inputs is the business of makegood's own evaluator: formulas are not computed here.
func explanationsAgree(e evidence) []finding {
	var out []finding
	for _, r := range e.refunds {
		p := r.stored()
		if len(p.Assessment.Components) == 0 || !explained(p.Assessment.Steps) {
			continue
		}
		out = append(out, p.stepsSum(r.id)...)
		out = append(out, stepsRefer(r.id, p.Assessment.Steps)...)
	}
	return out
}

// explained reports whether steps have formulas.
func explained(steps []step) bool {
	for _, s := range steps {
		if s.Formula != "" {
			return true
		}
	}
	return false
}

func (p proposal) stepsSum(refund string) []finding {
	var total, tax, legs int64
	for _, s := range p.Assessment.Steps {
		switch s.AddsTo {
		case "total":
			total += s.ResultMinor
		case "total_and_tax":
			total, tax = total+s.ResultMinor, tax+s.ResultMinor
		case "tax", "deduction_tax":
			tax += s.ResultMinor
		case "legs":
			legs += s.ResultMinor
		}
	}
	a := p.Assessment
	if total != a.TotalMinor || tax != a.TaxMinor || legs != a.TotalMinor {
		return []finding{found(codeStepsDiffer, refund, "steps come to %d with %d tax over legs of %d, the assessment says %d with %d", total, tax, legs, a.TotalMinor, a.TaxMinor)}
	}
	return nil
}

// stepsRefer compares what steps take over from earlier ones.
func stepsRefer(refund string, steps []step) []finding {
	var out []finding
	for i, s := range steps {
		for _, in := range s.Inputs {
			sign := int64(1)
			switch in.From {
			case "step":
			case "step.taken":
				sign = -1
			default:
				continue
			}
			if in.Step < 1 || in.Step > i || sign*steps[in.Step-1].ResultMinor != in.Number {
				out = append(out, found(codeStepsDiffer, refund, "step %d (%s) says that its %s is step %d, which came to something else", i+1, s.Key, in.Name, in.Step))
			}
		}
	}
	return out
}
