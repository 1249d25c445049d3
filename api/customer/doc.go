// Package customer is what a customer sees of a refund, and does about it, by the link in every message: the page's words and
// amounts, the acts, the second check, files and the survey. For members of staff it makes and revokes those links and reads
// the files.
//
// On the path: desk/customer shows it; acts go on to the service behind every door (package api), with a subject that says
// how the link's holder is known; the ledger judges them. Nothing here decides about money.
package customer
