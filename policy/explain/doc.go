// Package explain says an assessment in words: each step with its formula, what it was computed
// from and its result; why the refund differs from the price paid at the checkout; and what else
// the customer may choose.
//
// On the path: policy names each step by a key of the catalogues here and gives its inputs; the
// command line, the pages and (later) the messages say the same steps in the reader's locale. It
// computes no amounts and reads no clock: the words follow the data, never the other way round.
package explain
