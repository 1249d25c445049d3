package kafka

import (
	"context"
	"errors"
	"fmt"

	driver "github.com/segmentio/kafka-go"
)

// Reach connects to the line's brokers once, with all that secures the line, and asks who they are. It returns the
// last broker's error where none answers; no error names a secret.
func (l Line) Reach(ctx context.Context) error {
	if err := l.Check(); err != nil {
		return err
	}
	connections := newConnections()
	defer connections.cutAll()
	var problem error
	for _, broker := range l.Brokers {
		if problem = reach(ctx, l.dialer(connections), broker); problem == nil {
			return nil
		}
	}
	return fmt.Errorf("kafka: %w", problem)
}

func reach(ctx context.Context, dialer *driver.Dialer, broker string) error {
	conn, err := dialer.DialContext(ctx, "tcp", broker)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return err
		}
	}
	known, err := conn.Brokers()
	if err == nil && len(known) == 0 {
		return errors.New("the broker knows no brokers")
	}
	return err
}
