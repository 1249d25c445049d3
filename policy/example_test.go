package policy_test

import (
	"fmt"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func ExamplePolicy_Assess() {
	p, err := policy.Default()
	if err != nil {
		panic(err)
	}
	bought := order([]refund.Line{goods("1", 6, 5000)}, card(30000))
	history, err := policy.HistoryOf(bought)
	if err != nil {
		panic(err)
	}
	assessment, err := p.Assess(some(bought, refund.ReasonCustomerChangedMind, take("1", 5)), history)
	if err != nil {
		panic(err)
	}
	for _, step := range assessment.Steps {
		fmt.Printf("%s: %s = %d\n", step.Name, step.Formula, step.ResultMinor)
	}
	// Output:
	// Eligible line 1: CUSTOMER_CHANGED_MIND before delivery = 0
	// Line 1: 300.00 CNY × 5 of 6, rounded once; 0 taken before = 25000
	// Back to payment card: by what it still owes back, 300.00 CNY = 25000
}
