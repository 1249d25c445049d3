// Package explain says an assessment in words, and proves it: each step with its formula, what it was computed
// from and its result; why the refund differs from the price paid at the checkout; what a customer is told of the
// amount; and what else the customer may choose.
//
// On the path: policy names each step by a key of the catalogues here and gives its inputs; the rule of the key
// (rules*.go) says which formula of the closed set the result follows by, and where inputs come from. The command
// line and the pages say the same steps in the reader's locale. Messages say a statement instead
// (Speaker.Statement): rows that add up to the amount, made from the components, with the names that the order gives
// its goods. Saying computes no amounts: the words follow the data, never the other way round. Prove (prove*.go)
// recomputes every step from its own inputs, and knows nothing of the rules that made them.
package explain
