package api

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// attestAct puts the door's word on who acts beside the act, as it is sent: its texts are sealed by now. The holder of a
// customer's link acts for the customer, whoever they are: the link alone vouches for that.
func (s *Service) attestAct(call Call, id refund.ID, act *refund.Act) error {
	if reply := act.OfferReply; s.ports.Attest == nil || call.Subject.Kind == "" || reply != nil && reply.Token != "" {
		return nil
	}
	body, err := act.Body()
	if err != nil {
		return err
	}
	act.Attested, err = s.attested(call, id, body)
	return err
}

// attestRequest is attestAct for a request for a refund.
func (s *Service) attestRequest(call Call, id refund.ID, in *refund.Request) (err error) {
	if s.ports.Attest == nil || call.Subject.Kind == "" {
		return nil
	}
	in.Attested, err = s.attested(call, id, refund.AttestedBody(in.Digest))
	return err
}

func (s *Service) attested(call Call, id refund.ID, body string) (*refund.Attestation, error) {
	word, err := s.ports.Attest(call.Subject.Witnessed(), id, body)
	if err != nil {
		return nil, fmt.Errorf("attest %s: %w", id, err)
	}
	if word.Signature == nil {
		return nil, nil
	}
	return &word, nil
}
