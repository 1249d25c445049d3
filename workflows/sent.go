package workflows

import (
	"encoding/json"

	"github.com/makegood/makegood/refund"
)

// sent is what an update brings. One that cannot be opened, for want of its key, is refused: nothing of it
// stands in the history, and whoever sent it is told.
type sent[In any] struct {
	in         In
	attested   *refund.Attestation
	unreadable error
}

// UnmarshalJSON reads the input as it is sent, and a door's word that lies beside it.
func (s *sent[In]) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &s.in); err != nil {
		return err
	}
	var beside struct {
		Attested *refund.Attestation `json:"attested"`
	}
	if err := json.Unmarshal(data, &beside); err != nil {
		return err
	}
	s.attested = beside.Attested
	return nil
}

// Unreadable is called by the data converter in place of reading (internal/codec).
func (s *sent[In]) Unreadable(err error) { s.unreadable = err }

// read returns the input of an update that was accepted. Where it cannot be opened now, the task is parked until
// it can: without the act the story would go another way than it went.
func (s *sent[In]) read() *In {
	if s.unreadable != nil {
		panic(s.unreadable)
	}
	return &s.in
}
