package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// sent is what is printed of a published file.
type sent struct {
	File    string          `json:"file"`
	Topic   string          `json:"topic"`
	Key     string          `json:"key"`
	Refund  refund.ID       `json:"refund,omitempty"`
	Problem *refund.Problem `json:"problem,omitempty"`
}

func (c *cli) publishCommand() *cobra.Command {
	var timeout time.Duration
	cmd := &cobra.Command{
		Use: "publish EVENT.json...", Short: "send events through Kafka, as an order system would", Args: atLeast(1),
		Long: "Send events to the topic of cancellations, as they are. What is not a valid event is sent too, and\n" +
			"said: the starter puts it into the dead-letter topic. Nothing is sent when a file cannot be read whole,\n" +
			"or is larger than an event may be.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
			defer cancel()
			return c.publish(ctx, args)
		},
	}
	cmd.Flags().DurationVar(&timeout, "timeout", 30*time.Second, "how long to try while the broker is away")
	return cmd
}

func (c *cli) publish(ctx context.Context, files []string) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	var events []demo.Event
	for _, file := range files {
		value, err := c.readEvent(ctx, file)
		if err != nil {
			return err
		}
		events = append(events, demo.Event{Key: orderIn(value), Value: value})
	}
	if err := demo.Publish(ctx, s.Kafka.Brokers, s.Kafka.CancelledTopic, events); err != nil {
		return app.Coded{Code: codeKafkaAway, Err: err}
	}
	for i, e := range events {
		out := sent{File: files[i], Topic: s.Kafka.CancelledTopic, Key: e.Key}
		out.Refund, out.Problem = c.checkEvent(e.Value)
		if err := c.print(out, out.write); err != nil {
			return err
		}
	}
	return nil
}

// checkEvent says what the starter will make of an event.
func (c *cli) checkEvent(value []byte) (refund.ID, *refund.Problem) {
	request, err := event.Decode(event.Message{Value: value}, c.now())
	if problem, ok := refund.ProblemIn(err); ok {
		return "", &problem
	}
	return request.Cancellation.ID(), nil
}

func (s sent) write(w foreign.Terminal) {
	if s.Problem != nil {
		w.Printf("%s sent to %s; it will be refused: %s\n", s.File, s.Topic, s.Problem)
		return
	}
	w.Printf("%s sent to %s: %s\n", s.File, s.Topic, s.Refund)
}

// orderIn is the record's key; what cannot be read has none.
func orderIn(value []byte) string {
	var snake struct {
		OrderID string `json:"order_id"`
	}
	var camel struct {
		OrderID string `json:"orderId"`
	}
	if json.Unmarshal(value, &snake) == nil && snake.OrderID != "" {
		return snake.OrderID
	}
	if json.Unmarshal(value, &camel) == nil {
		return camel.OrderID
	}
	return ""
}
