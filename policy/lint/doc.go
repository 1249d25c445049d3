// Package lint finds what is wrong with a policy that a loader alone cannot see: rules that never
// apply, rules that contradict each other, windows shorter than a market's law. It repeats what the
// loader refuses (rules by which tier, region, amount or history would change what a customer is
// entitled to), with the same codes.
//
// On the path: beside it. People and the build run it on a policy before it comes into force; the
// shipped policy passes it in a test. It asks the checked policy, and reads no orders.
package lint
