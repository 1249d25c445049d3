package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// replayTimeout bounds a replay of many letters, each of which takes milliseconds.
const replayTimeout = 10 * time.Minute

// replayResult is what became of one letter.
type replayResult struct {
	ID   app.LetterID `json:"id"`
	Sent bool         `json:"sent"`
	// Code is ERASED where nobody can read the letter any more.
	Code    refund.Code `json:"code,omitempty"`
	Problem string      `json:"problem,omitempty"`
}

// replayed is what is printed of a replay.
type replayed struct {
	Sent    int            `json:"sent"`
	NotSent int            `json:"not_sent"`
	Letters []replayResult `json:"letters"`
}

func (c *cli) dlqReplayCommand() *cobra.Command {
	var f letterFilter
	var by string
	cmd := &cobra.Command{
		Use: "replay (ID... | --reason CODE) --by NAME", Short: "send refused events to their topic once more", Args: atLeast(0),
		Long: "Send refused events to their topic once more, as they were. Each is sent once: a letter that was replayed is left out. An event\n" +
			"that was taken up in the meantime starts nothing, and one that is still wrong becomes a letter again, which says how\n" +
			"often it was tried. Repair the cause first: the rule, the release, the settings.",
		Example: "  makegood dlq replay 0/41 2/7 --by ann\n  makegood dlq replay --reason MALFORMED --by ann",
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 0) == (f.reason == "") {
				return usage("say which: ids, or --reason CODE")
			}
			if err := needed("by", by); err != nil {
				return err
			}
			ids, err := c.lettersMeant(cmd.Context(), args, f)
			if err != nil {
				return err
			}
			return c.replay(cmd.Context(), ids, refund.Person(by))
		},
	}
	cmd.Flags().StringVar(&f.reason, "reason", "", "every letter with this reason code that nobody has replayed")
	cmd.Flags().StringVar(&by, "by", "", "who replays them")
	return cmd
}

// lettersMeant are the ids that were named, or those the filter takes.
func (c *cli) lettersMeant(ctx context.Context, named []string, f letterFilter) ([]app.LetterID, error) {
	var ids []app.LetterID
	for _, id := range named {
		ids = append(ids, app.LetterID(id))
	}
	if len(ids) > 0 {
		return ids, nil
	}
	letters, err := c.letters(ctx, f)
	for _, l := range letters {
		ids = append(ids, l.ID)
	}
	return ids, err
}

// replay sends the letters, says what became of each, and fails where one of them was not sent.
func (c *cli) replay(ctx context.Context, ids []app.LetterID, by refund.Person) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, replayTimeout)
	defer cancel()
	box, err := c.letterBox(s)
	if err != nil {
		return err
	}
	result := replayed{Letters: []replayResult{}}
	failed := box.Replay(ctx, ids, app.Replay{By: string(by), At: c.now()}, result.note)
	if err := c.print(result, result.write); err != nil {
		return err
	}
	switch {
	case failed != nil:
		return app.Coded{Code: codeKafkaAway, Err: failed}
	case result.NotSent > 0:
		return app.Coded{Code: codeNotReplayed, Err: fmt.Errorf("%d of %d were not sent", result.NotSent, len(ids))}
	}
	return nil
}

func (r *replayed) note(id app.LetterID, err error) {
	one := replayResult{ID: id, Sent: err == nil}
	if err != nil {
		one.Problem = err.Error()
		if errors.Is(err, app.ErrErased) {
			one.Code = codeErased
		}
		r.NotSent++
	} else {
		r.Sent++
	}
	r.Letters = append(r.Letters, one)
}

func (r *replayed) write(w foreign.Terminal) {
	for _, one := range r.Letters {
		if one.Sent {
			w.Printf("%s sent\n", one.ID)
			continue
		}
		w.Printf("%s not sent: %s\n", one.ID, one.Problem)
	}
	w.Printf("%d sent, %d not\n", r.Sent, r.NotSent)
}

// Codes of what dead letters are refused for.
const (
	codeNoLetter    refund.Code = "NO_SUCH_LETTER"
	codeNotReplayed refund.Code = "NOT_REPLAYED"
	// codeErased: what was asked for was erased with the customer whom it was about.
	codeErased refund.Code = "ERASED"
)

// lettersProblem gives an error about letters its code.
func lettersProblem(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, app.ErrNoLetter):
		return app.Coded{Code: codeNoLetter, Err: err}
	case errors.Is(err, app.ErrErased):
		return app.Coded{Code: codeErased, Err: err}
	}
	return app.Coded{Code: codeKafkaAway, Err: err}
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
