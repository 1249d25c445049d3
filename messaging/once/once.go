// Package once hands each message over once on a channel whose other side does not tell repetitions apart by itself.
//
// On the path: smtp, webhook and inapp send through it. Just before a message is handed over it is claimed in the ledger;
// when it was handed over the claim becomes a mark; when it certainly was not, the claim goes. A crash between the two
// leaves a claim whose outcome nobody knows: such a message is not sent again (at most once beats at least once), unless
// the other side recognises repetitions. Every worker of the ledger sees claims and marks; none is ever removed, so a
// message told again after months is still told once.
package once

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

const (
	// claimMax is how long an attempt may take: far above the time-outs of the channels. Younger claims are under
	// way, older ones are what a crash left.
	claimMax = 2 * time.Minute
	// endMax is how long it is tried to write down what became of a message; its caller's time may be over by then.
	endMax = 10 * time.Second
)

var (
	// ErrBusy: another process is sending the message now. Ask again.
	ErrBusy = errors.New("once: another process is sending it")
	// errTold: the message was handed over before.
	errTold = errors.New("once: told")
)

// Config says where it is kept what was told. Both are required.
type Config struct {
	Dispatches messaging.Dispatches
	// NewAttempt makes a random id.
	NewAttempt func() string
}

// Store implements messaging.Once. It is safe for concurrent use.
type Store struct {
	config Config
	queue  queue
}

var _ messaging.Once = (*Store)(nil)

// New checks that nothing is missing.
func New(config Config) (*Store, error) {
	if config.Dispatches == nil || config.NewAttempt == nil {
		return nil, errors.New("once: nothing keeps what was told, or nothing makes ids of attempts")
	}
	return &Store{config: config, queue: queue{sending: map[messaging.OnceKey]chan struct{}{}}}, nil
}

// Do implements messaging.Once. Beside send's errors it returns messaging.ErrUnknown for a message that may have been
// sent before, and ErrBusy for one that another process is sending.
func (s *Store) Do(ctx context.Context, key messaging.OnceKey, send messaging.Send) error {
	leave, err := s.queue.enter(ctx, key)
	if err != nil {
		return err
	}
	defer leave()
	in := refund.Dispatch{
		Refund: key.Refund, MessageID: key.ID, Channel: key.Channel, Repeatable: key.Repeatable,
		Attempt: s.config.NewAttempt(), ClaimMax: claimMax,
	}
	if told, err := s.config.Dispatches.Told(ctx, in); told || err != nil {
		return err
	}
	claimed := false
	err = send(func() error {
		err := s.claim(ctx, in)
		claimed = err == nil
		return err
	})
	switch {
	case errors.Is(err, errTold):
		return nil
	case !claimed:
		return err
	}
	return s.settle(ctx, in, err)
}

// claim makes sure that nobody else hands the message over, or says why it is not to be handed over.
func (s *Store) claim(ctx context.Context, in refund.Dispatch) error {
	state, err := s.config.Dispatches.ClaimDispatch(ctx, in)
	if err != nil { // whether the claim is there is not known, and nothing was sent
		return errors.Join(fmt.Errorf("once: claim: %w", err), s.end(ctx, in, refund.DispatchNotSent))
	}
	switch state {
	case refund.DispatchClaimed:
		return nil
	case refund.DispatchBusy:
		return ErrBusy
	case refund.DispatchTold:
		return errTold
	case refund.DispatchUnknown:
		return messaging.ErrUnknown
	case refund.DispatchNotSent:
	}
	return fmt.Errorf("once: claim: the state %q is no answer", state)
}

// settle writes down what became of the message. One whose end cannot be written down counts as unknown to this caller,
// as it will to every later one.
func (s *Store) settle(ctx context.Context, in refund.Dispatch, sent error) error {
	switch {
	case sent == nil:
		if err := s.end(ctx, in, refund.DispatchTold); err != nil {
			return errors.Join(messaging.ErrUnknown, err)
		}
		return nil
	case errors.Is(sent, messaging.ErrUnknown):
		return errors.Join(sent, s.end(ctx, in, refund.DispatchUnknown))
	}
	return errors.Join(sent, s.end(ctx, in, refund.DispatchNotSent))
}

// end is written down whatever became of the caller.
func (s *Store) end(ctx context.Context, in refund.Dispatch, state refund.DispatchState) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endMax)
	defer cancel()
	if err := s.config.Dispatches.EndDispatch(ctx, in, state); err != nil {
		return fmt.Errorf("once: write down %s: %w", state, err)
	}
	return nil
}
