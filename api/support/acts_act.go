package support

import (
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// act is the intent as the service hands it to the ledger; false: the ledger judges no such act of a person. The test over
// acts, statuses and roles holds it to what the service does.
func (i Intent) act(call api.Call) (refund.Act, bool) {
	by, key, seen := call.Subject.Name, refund.DecisionID(call.Key), refund.Seen{ExpectedVersion: i.Version}
	switch i.Act {
	case ActApprove, ActReject, ActAdjust:
		d := i.decision().Decision(call)
		d.Seen = seen
		return refund.Act{Kind: refund.ActDecide, Decision: &d}, true
	case ActAsk:
		return refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: key, By: by, Question: i.Text, Seen: seen}}, true
	case ActAnswer:
		return refund.Act{Kind: refund.ActAnswer, Reply: &refund.InfoReply{By: by, Answer: i.Text, Evidence: i.documents(), Key: key, Seen: seen}}, true
	case ActAssign:
		return refund.Act{Kind: refund.ActAssign, Assignment: &refund.Assignment{By: by, To: i.To, Note: i.Note, Key: key, Seen: seen}}, true
	case ActInspect:
		return refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{
			InspectionID: key, By: by, Lines: i.Lines, AllAccepted: i.AllAccepted, Note: i.Note, SentProof: i.SentProof, Seen: seen,
		}}, true
	case ActChoose:
		return refund.Act{Kind: refund.ActChoose, Choice: &refund.Choice{AlternativeID: i.Choice, AssessmentHash: i.AssessmentHash, By: by, Key: key, Seen: seen}}, true
	case ActWithdraw:
		return refund.Act{Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{By: by, Note: i.Note, Key: key, Seen: seen}}, true
	case ActLookNow:
		return refund.Act{Kind: refund.ActLookNow, LookNow: &refund.LookNow{By: by, Leg: i.Leg, Key: key, Seen: seen}}, true
	case ActRetry, ActPaidElsewhere, ActPayAnotherWay, ActGiveUp:
		r := i.resolution()
		r.ResolutionID, r.By, r.Seen = key, by, seen
		return refund.Act{Kind: refund.ActResolve, Resolution: &r}, true
	case ActClear:
		return refund.Act{Kind: refund.ActClear, Clearing: &refund.Clearing{
			ClearingID: key, Leg: i.Leg, Fact: i.Fact, Reference: i.Reference, Evidence: i.documents(), By: by, Note: i.Note, Seen: seen,
		}}, true
	case ActAppeal:
		return refund.Act{Kind: refund.ActAppeal, Appeal: &refund.Appeal{AppealID: key, By: by, Statement: i.Text, Evidence: i.documents(), Seen: seen}}, true
	case ActAcceptOffer, ActDeclineOffer:
		return refund.Act{Kind: refund.ActAnswerOffer, OfferReply: &refund.OfferReply{
			By: by, Accept: i.Act == ActAcceptOffer, Choice: i.Choice, Key: key, Seen: seen,
		}}, true
	case ActAttribute, ActProviderFact, ActDispute:
	}
	return refund.Act{}, false
}

func (i Intent) documents() (out []refund.Evidence) {
	for _, uri := range i.Evidence {
		out = append(out, refund.Evidence{URI: uri})
	}
	return out
}
