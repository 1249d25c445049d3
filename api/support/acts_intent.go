package support

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// Intent is an act that somebody is about to do about a refund. Each act reads what it needs. api.Call.Key makes it
// repeatable: it is made when the form is shown.
type Intent struct {
	ID  refund.ID
	Act ActName
	// Version and AssessmentHash bind it to the refund as it was shown.
	Version        int64
	AssessmentHash string
	// Amount is what it is decided on, and for adjust the lower one.
	Amount *api.Amount
	// Note is for staff, Message for the customer. Text is a question, an answer or a statement.
	Note, Message, Text string
	Evidence            []string
	To                  refund.Person
	Leg                 refund.LegID
	Fact                refund.LegFact
	Reference           string
	// Choice is an alternative's id, or what is taken of an offer.
	Choice string
	// Lines are what was found of goods, deductions in minor units of Currency; SentProof says that they were sent.
	Lines       []refund.InspectedLine
	AllAccepted bool
	SentProof   *refund.SentProof
	Currency    refund.Currency
}

// Do does it through the service, so that who acts is signed and the ledger judges.
func (i Intent) Do(ctx context.Context, refunds api.Refunds, call api.Call) (api.Acted, error) {
	switch i.Act {
	case ActApprove, ActReject, ActAdjust:
		return refunds.Decide(ctx, call, i.decision())
	case ActAsk:
		return refunds.Ask(ctx, call, api.AskRequest{ID: i.ID, Question: i.Text, ExpectedVersion: i.Version})
	case ActAssign:
		return refunds.Assign(ctx, call, api.AssignRequest{ID: i.ID, To: i.To, Note: i.Note, ExpectedVersion: i.Version})
	case ActInspect:
		return refunds.Inspect(ctx, call, api.InspectRequest{
			ID: i.ID, Lines: i.Lines, AllAccepted: i.AllAccepted, SentProof: i.SentProof, Note: i.Note, Currency: i.Currency, ExpectedVersion: i.Version,
		})
	case ActLookNow:
		return refunds.LookNow(ctx, call, api.LookNowRequest{ID: i.ID, Leg: i.Leg, ExpectedVersion: i.Version})
	case ActRetry, ActPaidElsewhere, ActPayAnotherWay, ActGiveUp:
		r := i.resolution()
		return refunds.Resolve(ctx, call, api.ResolveRequest{
			ID: i.ID, Action: r.Action, Leg: r.Leg, Reference: r.Reference, Via: r.Via, Note: r.Note, ExpectedVersion: i.Version,
		})
	case ActClear:
		return refunds.Clear(ctx, call, api.ClearRequest{
			ID: i.ID, Leg: i.Leg, Fact: i.Fact, Reference: i.Reference, Evidence: i.Evidence, Note: i.Note, ExpectedVersion: i.Version,
		})
	case ActWithdraw, ActAnswer, ActAppeal, ActChoose, ActAcceptOffer, ActDeclineOffer:
		return i.doForCustomer(ctx, refunds, call)
	case ActAttribute, ActProviderFact, ActDispute:
	}
	return api.Acted{}, call.Failed(refund.Problem{Code: api.CodeUnknownMethod, Detail: "nothing called " + string(i.Act) + " is done to a refund by a person"})
}

// doForCustomer does what a customer may do as well: the member of staff says it in their own name.
func (i Intent) doForCustomer(ctx context.Context, refunds api.Refunds, call api.Call) (api.Acted, error) {
	// Do leaves these alone to it, and the two answers to an offer.
	//
	//exhaustive:ignore
	switch i.Act {
	case ActWithdraw:
		return refunds.Withdraw(ctx, call, api.WithdrawRequest{ID: i.ID, Note: i.Note, ExpectedVersion: i.Version})
	case ActAnswer:
		return refunds.Answer(ctx, call, api.AnswerRequest{ID: i.ID, Answer: i.Text, Evidence: i.Evidence, ExpectedVersion: i.Version})
	case ActAppeal:
		return refunds.Appeal(ctx, call, api.AppealRequest{ID: i.ID, Statement: i.Text, Evidence: i.Evidence, ExpectedVersion: i.Version})
	case ActChoose:
		return refunds.Choose(ctx, call, api.ChooseRequest{ID: i.ID, Alternative: i.Choice, AssessmentHash: i.AssessmentHash, ExpectedVersion: i.Version})
	}
	return refunds.AnswerOffer(ctx, call, api.AnswerOfferRequest{ID: i.ID, Accept: i.Act == ActAcceptOffer, Choice: i.Choice, ExpectedVersion: i.Version})
}

func (i Intent) decision() api.DecideRequest {
	verbs := map[ActName]refund.Verb{ActApprove: refund.VerbApprove, ActReject: refund.VerbReject, ActAdjust: refund.VerbAdjust}
	return api.DecideRequest{
		ID: i.ID, Verb: verbs[i.Act], Amount: i.Amount, AssessmentHash: i.AssessmentHash, Note: i.Note, Message: i.Message, ExpectedVersion: i.Version,
	}
}

// resolution is what the service makes of the intent; store credit is the one other way there is.
func (i Intent) resolution() refund.Resolution {
	actions := map[ActName]refund.ResolveAction{
		ActRetry: refund.ResolveRetry, ActPaidElsewhere: refund.ResolvePaidElsewhere, ActPayAnotherWay: refund.ResolvePayAnotherWay, ActGiveUp: refund.ResolveGiveUp,
	}
	r := refund.Resolution{Action: actions[i.Act], Leg: i.Leg, Reference: i.Reference, Note: i.Note}
	if i.Act == ActPayAnotherWay {
		r.Via = refund.ViaStoreCredit
	}
	return r
}
