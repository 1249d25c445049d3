// Package cases are the pages of one refund: the case whole, two cases side by side, and the documents of a case that makegood
// keeps itself.
//
// On the path: package desk mounts a Pages; it asks a Reader (api/support.Cases) for the case, and what is beside it (acts,
// contacts, documents) from small interfaces that other packages of the desk implement. It decides nothing: what a person may
// do, and why not, comes from Acts, and is judged again by the ledger when it is done.
package cases
