package refund

// Step is one line of the explanation: which rule computed what, by which formula, from what. It is a proof:
// ResultMinor follows from Inputs and Table by Computes alone (policy/explain has the evaluator).
//
// Name and Formula say the same for people, in English. Key names the sentences in the catalogues of
// policy/explain, and Inputs fill them: from them the step is said in any locale. A step is referred to by its
// place in the assessment, counted from 1. Steps that older versions stored have no Computes.
type Step struct {
	Name    string `json:"name"`
	Formula string `json:"formula"`
	// ResultMinor is in minor units of the assessment's currency.
	ResultMinor int64  `json:"result_minor"`
	Key         string `json:"key,omitempty"`
	// Computes is how ResultMinor follows from Inputs and Table.
	Computes FormulaID `json:"formula_id,omitempty"`
	// Adds is which of the assessment's sums ResultMinor is a part of; empty: none, the step shows what another
	// one is computed from, or states a fact.
	Adds Sum `json:"adds_to,omitempty"`
	// Component is the kind of component that Adds counts it to.
	Component ComponentKind `json:"component,omitempty"`
	Inputs    []Input       `json:"inputs,omitempty"`
	// Table are inputs that repeat by line, payment, promotion or tier.
	Table *StepTable `json:"table,omitempty"`
}

// Counts reports whether the step comes to an amount: a statement does not, nor do points.
func (s *Step) Counts() bool {
	// Every other formula comes to an amount.
	//
	//exhaustive:ignore
	switch s.Computes {
	case FormulaStatement, FormulaWindow, FormulaPointsDue, FormulaPointsTaken:
		return false
	}
	return true
}

// Sum names what steps add up to.
type Sum string

// The sums.
const (
	// SumTotal is the assessment's total, SumTax its tax. A step of SumTotalAndTax is a part of both: tax on top
	// of a price.
	SumTotal       Sum = "total"
	SumTax         Sum = "tax"
	SumTotalAndTax Sum = "total_and_tax"
	// SumDeductionTax is the tax inside what is deducted: a part of the tax, and with the other sign of the
	// assessment's DeductionTaxMinor.
	SumDeductionTax Sum = "deduction_tax"
	// SumLegs is what goes back over the payments.
	SumLegs Sum = "legs"
	// SumParties is what a marketplace's sellers and the platform bear: the total once more.
	SumParties Sum = "parties"
)

// OfTotal reports whether the sum is a part of the assessment's total.
func (s Sum) OfTotal() bool { return s == SumTotal || s == SumTotalAndTax }

// OfTax reports whether the sum is a part of the assessment's tax.
func (s Sum) OfTax() bool { return s == SumTax || s == SumTotalAndTax || s == SumDeductionTax }

// Input is one thing a step was computed from.
type Input struct {
	Name string `json:"name"`
	// Value is how people read it, in English. Of rates and dates it is exact.
	Value string `json:"value"`
	// Number is the exact value of what is counted in minor units, units or days. Unit says what is counted;
	// none: Value is a word or an id.
	Number int64 `json:"number,omitempty"`
	// Step and Row are the place of an earlier step, and of a row of its table, where From says so.
	Step int32 `json:"step,omitempty"`
	Row  int32 `json:"row,omitempty"`
	// From is where it comes from.
	Unit Unit   `json:"unit,omitempty"`
	From Source `json:"from,omitempty"`
}

// StepTable are inputs that repeat: a row for each line, payment, promotion, tier, shipment or seller. The last column is what a
// row comes to.
type StepTable struct {
	// Of is what the rows are about: "line", "payment", "promotion", "tier", "shipment" or "seller". The order's own
	// shipping is the shipment without an id, the platform the seller without one.
	Of      string       `json:"of"`
	Columns []StepColumn `json:"columns"`
	Rows    []StepRow    `json:"rows"`
}

// StepColumn says what a table's cells of one column are, as an Input does.
type StepColumn struct {
	Name string `json:"name"`
	Unit Unit   `json:"unit"`
	From Source `json:"from,omitempty"`
	Step int    `json:"step,omitempty"`
	// Of is the promotion that the column is about, where the step is about another one.
	Of string `json:"of,omitempty"`
}

// StepRow is a row: its id, and a number for each column. Rates are exact factors, where the rule has some: a
// decimal such as "0.13", or a fraction of two such as "0.13/1.13".
type StepRow struct {
	Of    string   `json:"of"`
	Cells []int64  `json:"cells"`
	Rates []string `json:"rates,omitempty"`
}
