package api

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// What a customer says. Customer names them ("customer:42") where a machine carries their words; a person who calls
// speaks as themselves, and leaves it empty.

// WithdrawRequest takes a request back.
type WithdrawRequest struct {
	ID       refund.ID     `json:"id"`
	Customer refund.Person `json:"customer,omitempty"`
	Note     string        `json:"note,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Withdraw takes a request back, while nothing was sent.
func (s *Service) Withdraw(ctx context.Context, call Call, in WithdrawRequest) (Acted, error) {
	by, err := s.speaks(ctx, &call, MethodWithdraw, in.Customer)
	if err != nil {
		return Acted{}, err
	}
	w := refund.Withdrawal{By: by, Note: in.Note, Key: refund.DecisionID(call.Key)}
	return s.do(ctx, call, doing{method: MethodWithdraw, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActWithdraw, Withdrawal: &w}})
}

// AnswerRequest is the customer's answer to what was asked. Evidence are addresses.
type AnswerRequest struct {
	ID       refund.ID     `json:"id"`
	Customer refund.Person `json:"customer,omitempty"`
	Answer   string        `json:"answer,omitempty"`
	Evidence []string      `json:"evidence,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Answer gives the customer's answer to what was asked last.
func (s *Service) Answer(ctx context.Context, call Call, in AnswerRequest) (Acted, error) {
	by, err := s.speaks(ctx, &call, MethodAnswer, in.Customer)
	if err != nil {
		return Acted{}, err
	}
	r := refund.InfoReply{By: by, Answer: in.Answer, Evidence: evidenceOf(in.Evidence), Key: refund.DecisionID(call.Key)}
	return s.do(ctx, call, doing{method: MethodAnswer, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActAnswer, Reply: &r}})
}

// AppealRequest asks for another look at what was refused. Evidence are addresses.
type AppealRequest struct {
	ID        refund.ID     `json:"id"`
	Customer  refund.Person `json:"customer,omitempty"`
	Statement string        `json:"statement"`
	Evidence  []string      `json:"evidence,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Appeal asks once for another look at what was refused, within the policy's window.
func (s *Service) Appeal(ctx context.Context, call Call, in AppealRequest) (Acted, error) {
	by, err := s.speaks(ctx, &call, MethodAppeal, in.Customer)
	if err != nil {
		return Acted{}, err
	}
	a := refund.Appeal{AppealID: refund.DecisionID(call.Key), By: by, Statement: in.Statement, Evidence: evidenceOf(in.Evidence)}
	return s.do(ctx, call, doing{method: MethodAppeal, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActAppeal, Appeal: &a}})
}

// ChooseRequest chooses another way to be made good. AssessmentHash names the assessment that was looked at; without it
// the one that stands when the call comes is meant.
type ChooseRequest struct {
	ID             refund.ID     `json:"id"`
	Customer       refund.Person `json:"customer,omitempty"`
	Alternative    string        `json:"alternative_id"`
	AssessmentHash string        `json:"expected_assessment_hash,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Choose chooses another way to be made good, before anything is sent.
func (s *Service) Choose(ctx context.Context, call Call, in ChooseRequest) (Acted, error) {
	by, err := s.speaks(ctx, &call, MethodChoose, in.Customer)
	if err != nil {
		return Acted{}, err
	}
	c := refund.Choice{AlternativeID: in.Alternative, AssessmentHash: in.AssessmentHash, By: by, Key: refund.DecisionID(call.Key)}
	return s.do(ctx, call, doing{method: MethodChoose, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActChoose, Choice: &c}})
}

// AnswerOfferRequest answers an open offer. Token is that of the customer's link: it stands for who answers, so that the
// call needs no subject.
type AnswerOfferRequest struct {
	ID       refund.ID     `json:"id"`
	Customer refund.Person `json:"customer,omitempty"`
	Accept   bool          `json:"accept"`
	Choice   string        `json:"choice,omitempty"`
	Token    string        `json:"token,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// AnswerOffer takes or declines an open offer.
func (s *Service) AnswerOffer(ctx context.Context, call Call, in AnswerOfferRequest) (Acted, error) {
	reply := refund.OfferReply{Accept: in.Accept, Choice: in.Choice, Token: in.Token, Key: refund.DecisionID(call.Key)}
	if in.Token == "" {
		by, err := s.speaks(ctx, &call, MethodAnswerOffer, in.Customer)
		if err != nil {
			return Acted{}, err
		}
		reply.By = by
	}
	return s.do(ctx, call, doing{method: MethodAnswerOffer, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActAnswerOffer, OfferReply: &reply}})
}

// speaks permits a call, and says whose words it brings.
func (s *Service) speaks(ctx context.Context, call *Call, m Method, customer refund.Person) (refund.Person, error) {
	if err := s.allow(ctx, call, m); err != nil {
		return "", call.Failed(err)
	}
	by, err := call.actor(customer)
	return by, call.Failed(err)
}
