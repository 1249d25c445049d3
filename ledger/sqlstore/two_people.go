package sqlstore

import "github.com/makegood/makegood/refund"

// askAnother is said to the first of two people.
const askAnother = "another person has to say so too"

// asked is what two people have to say, as it is stored: the first has asked, the second agrees. It is how a write-off
// and a revision of rules are confirmed.
type asked struct {
	by, agreedBy refund.Person
}

// said judges the word of a person on what was asked: agrees is true where it is the second person's. Otherwise the
// answer says what was said before. Who a name is, refund.SamePerson decides: case and spaces make no other person.
func (a asked) said(by refund.Person, before string) (agrees bool, answer refund.Answer) {
	switch {
	case a.agreedBy != "":
		return false, refund.Answer{Accepted: true, Detail: before}
	case refund.SamePerson(a.by, by):
		return false, refund.Answer{Accepted: true, Detail: askAnother}
	}
	return true, refund.Answer{}
}
