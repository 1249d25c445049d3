package customer

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// Said is what a customer does on a page. Key is the form's: the same form again is the same act. Locale is the reader's.
type Said struct{ Locale, Key string }

// keyPrefix keeps a form's key apart from the keys of other doors.
const keyPrefix = "page-"

func (v *Visit) callOf(said Said) api.Call {
	key := ""
	if said.Key != "" {
		key = keyPrefix + said.Key
	}
	return v.call(said.Locale, key)
}

// Answer answers what the customer is asked. The files that were sent for the refund (Upload) go with it.
func (s *Service) Answer(ctx context.Context, v *Visit, said Said, answer string) error {
	files, err := s.filesOf(ctx, v)
	if err != nil {
		return err
	}
	in := api.AnswerRequest{ID: v.ID(), Customer: v.customer(), Answer: answer, Evidence: files}
	_, err = s.ports.Acts.Answer(ctx, v.callOf(said), in)
	return err
}

// Choose chooses another way to be made good, of the assessment that the visitor saw.
func (s *Service) Choose(ctx context.Context, v *Visit, said Said, alternative, assessmentHash string) error {
	if err := v.may(); err != nil {
		return err
	}
	_, err := s.ports.Acts.Choose(ctx, v.callOf(said), api.ChooseRequest{
		ID: v.ID(), Customer: v.customer(), Alternative: alternative, AssessmentHash: assessmentHash,
	})
	return err
}

// AnswerOffer takes a choice of the offer, or declines it.
func (s *Service) AnswerOffer(ctx context.Context, v *Visit, said Said, accept bool, choice string) error {
	if err := v.may(); err != nil {
		return err
	}
	_, err := s.ports.Acts.AnswerOffer(ctx, v.callOf(said), api.AnswerOfferRequest{ID: v.ID(), Customer: v.customer(), Accept: accept, Choice: choice})
	return err
}

// Appeal asks for another look at what was refused. The files that were sent for the refund go with it.
func (s *Service) Appeal(ctx context.Context, v *Visit, said Said, statement string) error {
	files, err := s.filesOf(ctx, v)
	if err != nil {
		return err
	}
	in := api.AppealRequest{ID: v.ID(), Customer: v.customer(), Statement: statement, Evidence: files}
	_, err = s.ports.Acts.Appeal(ctx, v.callOf(said), in)
	return err
}

// Withdraw takes the request back.
func (s *Service) Withdraw(ctx context.Context, v *Visit, said Said, note string) error {
	if err := v.may(); err != nil {
		return err
	}
	_, err := s.ports.Acts.Withdraw(ctx, v.callOf(said), api.WithdrawRequest{ID: v.ID(), Customer: v.customer(), Note: note})
	return err
}

// filesOf are the addresses, for an act's evidence, of the files that were sent for the refund; where the visitor may act.
func (s *Service) filesOf(ctx context.Context, v *Visit) (out []string, err error) {
	if err := v.may(); err != nil {
		return nil, err
	}
	files, err := s.ports.Books.PageFiles(ctx, v.ID())
	for _, f := range files {
		out = append(out, refund.PageFileURI(f.SHA256))
	}
	return out, err
}
