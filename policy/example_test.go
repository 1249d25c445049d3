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
	// Line 1: 300.00 CNY × (0 before + 5 now) of 6, rounded = 250.00 CNY, less 0.00 CNY given back before = 25000
	// Back to payment card: all of it, 250.00 CNY, within 300.00 CNY that it still owes back = 25000
}
