package api

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Codes of notes.
const (
	// NoteHidden: what people wrote cannot be read. NoteUnsealed: what the caller wrote went unsealed.
	NoteHidden   refund.Code = "TEXTS_HIDDEN"
	NoteUnsealed refund.Code = "TEXTS_UNSEALED"
)

// opened is value with the texts that people wrote open; without the keys they stay hidden, which is noted.
func opened[T any](ctx context.Context, s *Service, call Call, value T) T {
	vault, err := s.ports.Vault(ctx)
	if err == nil {
		value, err = privacy.Open(ctx, vault, value)
	}
	if err != nil {
		call.note(NoteHidden, fmt.Sprintf("what people wrote cannot be read: %v", err))
	}
	return value
}

// sealed is an act as it goes to Temporal. Where the customer's key is away the act is not held up: it goes as it is (open), and
// the worker seals it for the ledger, which is noted. An error means that the keys are set up wrong.
func (s *Service) sealed(ctx context.Context, call Call, id refund.ID, act refund.Act) (out refund.Act, open bool, err error) {
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return act, false, err
	}
	out, err = privacy.SealFor(ctx, vault, id, act)
	if err != nil {
		call.note(NoteUnsealed, fmt.Sprintf("what you wrote is readable in Temporal until its retention is over, because it could not be sealed here: %v", err))
		return act, true, nil
	}
	return out, false, nil
}
