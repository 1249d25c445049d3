package sqlstore

import "github.com/makegood/makegood/refund"

// This file is about who does what is not of one refund: switches, confirmations, write-offs, funds, periods, erasures. The
// caller writes the ledger itself, so that its word on the subject is as good as its rows.

// storedSubject is who acts, as it is stored. Of whom no door knows anything is asserted; makegood itself needs no proof.
func storedSubject(who refund.Subject, by refund.Person) refund.Subject {
	if who.Verified == "" && by != "" && !refund.SamePerson(by, refund.ActorMakegood) {
		return refund.Subject{Verified: refund.Asserted}
	}
	return who
}

// mayActAs is mayAct for a subject, who acts in their own name, and is no machine.
func mayActAs(who refund.Subject, check func(refund.Stake) (refund.Problem, bool), a refund.Authority, by refund.Person, s refund.Stake) (refund.Problem, bool) {
	if problem, refused := who.MayActAs(by); refused {
		return problem, true
	}
	return mayAct(check, a, by, s)
}
