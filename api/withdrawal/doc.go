// Package withdrawal takes statements by which customers withdraw from contracts that they made online (Directive 2011/83/EU,
// Art. 11a), and applications for a refund for other reasons by a shop's signed link.
//
// On the path: desk/withdrawal and desk/application show its pages. A statement is kept in the ledger before anything is
// done about it; a Pass, which the worker runs, acknowledges its receipt by mail, finds its order, and asks for the refund
// through api.Refunds. A crash between any two of these loses nothing: what is owed is a row, and is done again.
//
// Nothing that a customer without a link is answered depends on whether an order exists: statements are matched later, and
// elsewhere. docs/withdrawal.md has the law and how each sentence of it is met.
package withdrawal
