// Package condition holds the conditions of a policy's rules: expressions in CEL over documented
// variables, type-checked when the policy is loaded.
//
// On the path: policy compiles each rule's condition once, and asks it for each line that the rule
// could be about. What a condition reads is known from its text, so that a rule by which tier,
// region, amount or history would change what a customer is entitled to is refused before it can
// run (promise 11).
package condition
