package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// shownLetter is what is printed of one letter.
type shownLetter struct {
	app.LetterRow
	Headers map[string]string `json:"headers"`
	Bytes   int               `json:"bytes"`
	// Decoded is what can be read of the event; Whole: it is JSON to its end.
	Decoded []event.Glimpsed `json:"decoded"`
	Whole   bool             `json:"whole"`
	LeftOut bool             `json:"left_out,omitempty"`
	// Erased says when whom the letter is about was erased: nothing of it can be read any more.
	Erased string `json:"erased,omitempty"`
	// Value is there only when it is asked for: it has the customer's contact data.
	Value string `json:"value,omitempty"`
}

func (c *cli) dlqShowCommand() *cobra.Command {
	var raw bool
	cmd := &cobra.Command{
		Use: "show ID", Short: "show one refused event: reason, place, headers, and what can be read of it", Args: exactly(1),
		Long: "Show one refused event. ID is the letter's, as `makegood dlq list` has it. What can be read of the event is shown without\n" +
			"contact data; with --raw the value is printed as it came.",
		Example: "  makegood dlq show 0/41",
		RunE: func(cmd *cobra.Command, args []string) error {
			letter, err := c.letter(cmd.Context(), app.LetterID(args[0]))
			erased := errors.Is(err, app.ErrErased)
			if err != nil && (!erased || raw) {
				return err
			}
			shown := shownOf(letter)
			if erased {
				shown.hide(err)
			}
			if raw {
				shown.Value = string(letter.Original.Value)
			}
			return c.print(shown, shown.write)
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "also the event's bytes, contact data and all")
	return cmd
}

func (c *cli) letter(ctx context.Context, id app.LetterID) (app.DeadLetter, error) {
	s, err := c.settings()
	if err != nil {
		return app.DeadLetter{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, dlqTimeout)
	defer cancel()
	box, err := c.letterBox(s)
	if err != nil {
		return app.DeadLetter{}, err
	}
	letter, err := box.Read(ctx, id)
	return letter, lettersProblem(err)
}

func shownOf(l app.DeadLetter) shownLetter {
	s := shownLetter{LetterRow: app.LetterRowOf(l), Headers: map[string]string{}, Bytes: len(l.Original.Value), LeftOut: l.LeftOut}
	for _, h := range l.Original.Headers {
		s.Headers[h.Key] = string(h.Value)
	}
	s.Decoded, s.Whole = event.Glimpse(l.Original.Value)
	return s
}

// hide leaves of a letter that was erased only what it says of itself.
func (s *shownLetter) hide(why error) {
	s.Erased, s.Decoded = why.Error(), []event.Glimpsed{}
	for name, value := range s.Headers {
		if strings.HasPrefix(value, refund.SealedPrefix) {
			s.Headers[name] = refund.SealedHidden
		}
	}
}

func (s shownLetter) write(w foreign.Terminal) {
	writeLetter(w, s.LetterRow)
	w.Printf("  refused at the step %q; %d bytes\n", s.Stage, s.Bytes)
	for _, name := range sortedKeys(s.Headers) {
		w.Printf("  header %s: %q\n", name, s.Headers[name])
	}
	for _, field := range s.Decoded {
		w.Printf("  %s: %q\n", field.Name, field.Value)
	}
	switch {
	case s.Erased != "":
		w.Printf("  nobody can read it any more, and it is not replayed: %s\n", s.Erased)
	case s.LeftOut:
		w.Printf("  its bytes are not here; they are read at its place, if at all\n")
	case !s.Whole:
		w.Printf("  it is no JSON beyond this\n")
	}
	if s.Value != "" {
		w.Printf("%q\n", s.Value)
	}
}
