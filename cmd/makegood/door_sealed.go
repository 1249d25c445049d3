package main

import (
	"context"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// sealingDoor seals what is written before it goes to Temporal, and opens what comes back.
type sealingDoor struct {
	door
	vault *privacy.Vault
	// note is told what goes unsealed.
	note foreign.Terminal
}

// View implements door.
func (d sealingDoor) View(ctx context.Context, id refund.ID) (refund.View, error) {
	view, err := d.door.View(ctx, id)
	if err != nil {
		return view, err
	}
	return d.shown(ctx, view), nil
}

// shown is the view with its texts open; without the keys they stay hidden.
func (d sealingDoor) shown(ctx context.Context, view refund.View) refund.View {
	opened, err := privacy.Open(ctx, d.vault, view)
	if err != nil {
		d.note.Printf("note: what people wrote cannot be read: %v\n", err)
	}
	return opened
}

// Update implements door. Where the keys are away an act is not held up: it goes as it is, and the worker seals it for
// the ledger.
func (d sealingDoor) Update(ctx context.Context, todo act) (refund.Answer, error) {
	sealed, err := privacy.SealFor(ctx, d.vault, todo.id, todo.input)
	if err != nil {
		d.note.Printf("note: what you wrote is readable in Temporal until its retention is over, because it could not be sealed here: %v\n", err)
		sealed = todo.input
	}
	todo.input = sealed
	answer, err := d.door.Update(ctx, todo)
	if err != nil {
		return answer, err
	}
	if opened, failed := privacy.Open(ctx, d.vault, answer); failed == nil {
		answer = opened
	}
	return answer, nil
}
