package workflows_test

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// staff may decide everything: ann, bob and carol in every role.
type staff struct{}

func (staff) Staff() refund.Staff {
	ranks := []refund.Role{"support", "lead", "finance"}
	limits := map[refund.Currency]int64{"CNY": 1 << 50, "USD": 1 << 50, "EUR": 1 << 50, "JPY": 1 << 50, "KWD": 1 << 50, "CLF": 1 << 50}
	var out refund.Staff
	out.Ranks = ranks
	for _, name := range []refund.Person{"ann", "bob", "carol"} {
		out.Reviewers = append(out.Reviewers, refund.Reviewer{Name: name, Roles: ranks, LimitMinor: limits, Email: string(name) + "@shop.example"})
	}
	// dan is support with a small limit, of another market than erin.
	out.Reviewers = append(out.Reviewers,
		refund.Reviewer{Name: "dan", Roles: ranks[:1], LimitMinor: map[refund.Currency]int64{"CNY": 150000}},
		refund.Reviewer{Name: "warehouse", Roles: []refund.Role{"warehouse"}},
		refund.Reviewer{Name: "erin", Roles: ranks, LimitMinor: limits, Markets: []string{"US"}})
	return out
}

func did(acts ...func(*bundle)) []func(*bundle) { return acts }

func both(changes ...func(*refund.Request)) func(*refund.Request) {
	return func(in *refund.Request) {
		for _, change := range changes {
			change(in)
		}
	}
}

// signalAfter sends a signal after a while.
func signalAfter(after time.Duration, name refund.ActKind, in any) func(*bundle) {
	return func(b *bundle) { b.at(after, func() { b.signal(name, in) }) }
}

func decideAgainAfter(after time.Duration, verb refund.Verb, by refund.Person) func(*bundle) {
	return signalAfter(after, refund.ActDecide, refund.Decision{DecisionID: "d-again", Verb: verb, Reviewer: by, Note: "looked again", Message: "We looked again."})
}

func adjustAfter(after time.Duration, toMinor int64) func(*bundle) {
	return signalAfter(after, refund.ActDecide, refund.Decision{DecisionID: "d-1", Verb: refund.VerbAdjust, Reviewer: "ann", AmountMinor: &toMinor, Note: "worn"})
}

func appealAfter(after time.Duration) func(*bundle) {
	return signalAfter(after, refund.ActAppeal, refund.Appeal{AppealID: "a-1", By: "customer:42", Statement: "it was new"})
}

func askAfter(after time.Duration) func(*bundle) {
	return signalAfter(after, refund.ActAsk, refund.InfoRequest{InfoID: "q-1", By: "ann", Question: "Which unit is damaged?"})
}

func replyAfter(after time.Duration) func(*bundle) {
	return signalAfter(after, refund.ActAnswer, refund.InfoReply{By: "customer:42", Answer: "the blue one"})
}

func inspectAfter(after time.Duration, lines ...refund.InspectedLine) func(*bundle) {
	return signalAfter(after, refund.ActInspect, refund.Inspection{InspectionID: "i-1", By: "warehouse", Lines: lines})
}

// exchangeAfter chooses an exchange on the assessment as it stands then.
func exchangeAfter(after time.Duration) func(*bundle) {
	return chooseAfter(after, refund.AlternativeExchange)
}

func chooseAfter(after time.Duration, alternative string) func(*bundle) {
	return func(b *bundle) {
		b.at(after, func() {
			b.signal(refund.ActChoose,
				refund.Choice{AlternativeID: alternative, AssessmentHash: b.view().AssessmentHash, By: "customer:42"})
		})
	}
}

func accepted(quantity int64) refund.InspectedLine {
	return refund.InspectedLine{LineID: "1", AcceptedQuantity: quantity}
}

// delivered: the customer has the goods, for a day.
func delivered(in *refund.Request) {
	at := in.Cancellation.OccurredAt.Add(-time.Hour)
	in.Cancellation.Order.DeliveredAt = &at
	in.Cancellation.Order.Lines[0].Fulfilment = refund.FulfilmentDelivered
}

// oneOfTwoDeclined splits the payment in two, of which the provider always declines the second.
func oneOfTwoDeclined(in *refund.Request) {
	whole := in.Cancellation.Order.Payments[0].CapturedMinor
	in.Cancellation.Order.Payments[0].CapturedMinor = whole - 10000
	second(in, func(p *refund.Payment) { p.ProviderReference, p.CapturedMinor = "ch_2~decline~always", 10000 })
}

// capturedTooLittle: the payments do not cover what the order cost, so that a person must look.
func capturedTooLittle(in *refund.Request) { in.Cancellation.Order.Payments[0].CapturedMinor = 10000 }

// goodsFirst is the shipped policy with the goods before the money, whatever the risk.
const goodsFirst = `
name: goods-first
version: "1"
goods: {return_seconds: 1209600, remind_seconds: 604800, first_from_risk: low}
`
