package sqlstore

import "github.com/makegood/makegood/refund"

// askAnother is said to the first of two people.
const askAnother = "another person has to say so too"

// asked is what two people have to say, as it is stored: the first has asked, the second agrees. It is how a write-off
// and a revision of rules are confirmed.
type asked struct {
	by, agreedBy refund.Person
	// subject is who the first is in a verifier's words; empty: it was asserted.
	subject refund.SubjectID
}

// said judges the word of a person on what was asked: agrees is true where it is the second person's. Otherwise the
// answer says what was said before. Who a name is, refund.SamePerson decides: case and spaces make no other person. One
// subject under two names is one person too (ALREADY_DECIDED).
func (a asked) said(by refund.Person, who refund.SubjectID, before string) (agrees bool, answer refund.Answer) {
	switch {
	case a.agreedBy != "":
		return false, refund.Answer{Accepted: true, Detail: before}
	case refund.SamePerson(a.by, by):
		return false, refund.Answer{Accepted: true, Detail: askAnother}
	case a.subject.Same(who):
		return false, answerOf(refund.CodeAlreadyDecided, string(who)+" said so before as "+string(a.by)+": "+askAnother)
	}
	return true, refund.Answer{}
}
