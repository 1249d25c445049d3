// Package creditnote computes what a document that corrects an invoice says of a refund: the net that is credited,
// and the tax of it by mode, rate and code (MONEY C14). It reads the order's recorded taxes and the components of
// the order's refunds, and knows nothing of the rules that made them.
//
// On the path: below policy, which asks it about a finished assessment. It is pure arithmetic in minor units.
//
// What a refund gives back is not always what it credits: the share of an instrument that is not restored, what
// is re-issued of it, and a provider's rounding are matters of payment.
package creditnote
