package workflows

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// actHandlers are the handlers of all acts, with the text by which the Temporal UI explains each. Their order is
// the order in which signals of different acts are read: histories depend on it.
func actHandlers() []actHandler {
	return slices.Concat(actsBeforePayout(), actsOfPayout(), actsAfterTheEnd())
}

func actsBeforePayout() []actHandler {
	return []actHandler{
		handle(refund.ActDecide, `Approve, reject or lower: {"decision_id":"d-1","decision":"approve|reject|adjust","reviewer":"name",`+
			`"amount_minor":optional,"note":"why","message":"to the customer"}`, func(a *refund.Act, in *refund.Decision) { a.Decision = in }),
		handle(refund.ActWithdraw, `Take the request back, while nothing was sent: {"by":"name","note":"why"}`,
			func(a *refund.Act, in *refund.Withdrawal) { a.Withdrawal = in }),
		handle(refund.ActAssign, `Give a waiting refund to a reviewer, or back to all: {"by":"name","to":"name"}`,
			func(a *refund.Act, in *refund.Assignment) { a.Assignment = in }),
		handle(refund.ActAsk, `Ask the customer for an answer or a document: {"info_id":"q-1","by":"name","question":"which unit is damaged?"}`,
			func(a *refund.Act, in *refund.InfoRequest) { a.Question = in }),
		handle(refund.ActAnswer, `The customer's answer: {"by":"customer:42","answer":"the blue one","evidence":[{"uri":"s3://..."}]}`,
			func(a *refund.Act, in *refund.InfoReply) { a.Reply = in }),
		handle(refund.ActInspect, `What was found of the goods: {"inspection_id":"i-1","by":"name","lines":[{"line_id":"1",`+
			`"accepted_quantity":1,"partial_quantity":0,"refused_quantity":1,"deduct_minor":0,"reason":"scratched"}]}, or that they were sent: {"inspection_id":"i-1","by":"name","sent_proof":{"carrier":"DHL","reference":"00340"}}`,
			func(a *refund.Act, in *refund.Inspection) { a.Inspection = in }),
		handle(refund.ActChoose, `Choose another way to be made good: {"alternative_id":"STORE_CREDIT","assessment_hash":"...","by":"customer:42"}`,
			func(a *refund.Act, in *refund.Choice) { a.Choice = in }),
	}
}

func actsOfPayout() []actHandler {
	return []actHandler{
		handle(refund.ActResolve, `Say how a refund or leg that needs a person goes on: {"resolution_id":"r-1","action":"retry|paid_elsewhere|pay_another_way|give_up",`+
			`"leg_id":"optional","reference":"for paid_elsewhere","via":"STORE_CREDIT for pay_another_way","by":"name","note":"why"}`,
			func(a *refund.Act, in *refund.Resolution) { a.Resolution = in }),
		handle(refund.ActClear, `Say, with another person, what the provider wrote of an undecided leg: {"clearing_id":"c-1","leg_id":"1",`+
			`"fact":"paid|not_paid","reference":"the provider's","evidence":[{"uri":"s3://..."}],"by":"name","note":"why"}`,
			func(a *refund.Act, in *refund.Clearing) { a.Clearing = in }),
		handle(refund.ActLookNow, `Ask the providers of undecided legs at once: {"by":"name","leg_id":"optional"}`,
			func(a *refund.Act, in *refund.LookNow) { a.LookNow = in }),
	}
}

func actsAfterTheEnd() []actHandler {
	return []actHandler{
		handle(refund.ActAppeal, `Ask once for another look at what was refused: {"appeal_id":"a-1","by":"customer:42","statement":"why","evidence":[]}`,
			func(a *refund.Act, in *refund.Appeal) { a.Appeal = in }),
		handle(refund.ActAnswerOffer, `Answer the open offer: {"by":"customer:42","accept":true,"choice":"which, of several"}, or {"token":"the link's","accept":true}`,
			func(a *refund.Act, in *refund.OfferReply) { a.OfferReply = in }),
	}
}
