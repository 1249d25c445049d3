package main

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
)

// dlqTimeout bounds a command about dead letters while the broker is away.
const dlqTimeout = time.Minute

// dlqLimitDefault is how many letters are listed unless somebody asks for more.
const dlqLimitDefault = 200

func (c *cli) dlqCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "dlq", Short: "list, read and replay events that were refused (the dead letters)", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&c.letterTopic, "topic", "", "the topic they came on; empty: that of cancellations")
	cmd.AddCommand(c.dlqListCommand(), c.dlqShowCommand(), c.dlqReplayCommand())
	return cmd
}

// letterBox is the box of the dead letters of the topic that is named.
func (c *cli) letterBox(s config.Settings) (app.LetterBox, error) {
	if topics := app.LetterTopics(s); c.letterTopic != "" && !slices.Contains(topics, c.letterTopic) {
		return app.LetterBox{}, usage("--topic %s is read by no setting: %s", c.letterTopic, strings.Join(topics, ", "))
	}
	return app.DeadLetters(s, c.letterTopic, c.now), nil
}

// letterFilter says which letters are meant.
type letterFilter struct {
	reason string
	all    bool
	limit  int
}

// takes reports whether a letter is meant.
func (f letterFilter) takes(l app.DeadLetter) bool {
	return (f.reason == "" || f.reason == l.Reason) && (f.all || !l.Replayed())
}

func (c *cli) dlqListCommand() *cobra.Command {
	var f letterFilter
	cmd := &cobra.Command{
		Use: "list", Short: "list the events that were refused, with reason and place", Args: exactly(0),
		Long: "List the events that the starter refused and nobody has replayed, the oldest first: the letter's id, when it was refused,\n" +
			"the reason, where the event lay (topic/partition/offset), its key, and what is wrong with it.",
		Example: "  makegood dlq list --reason MALFORMED\n  makegood dlq list --all --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.limit < 1 {
				return usage("--limit %d lists nothing", f.limit)
			}
			letters, err := c.letters(cmd.Context(), f)
			if err != nil {
				return err
			}
			return c.printLetters(letters, f.limit)
		},
	}
	cmd.Flags().StringVar(&f.reason, "reason", "", "only those with this reason code")
	cmd.Flags().BoolVar(&f.all, "all", false, "also those that were replayed")
	cmd.Flags().IntVar(&f.limit, "limit", dlqLimitDefault, "at most so many, the newest")
	return cmd
}

// letters are those the filter takes.
func (c *cli) letters(ctx context.Context, f letterFilter) ([]app.DeadLetter, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, dlqTimeout)
	defer cancel()
	box, err := c.letterBox(s)
	if err != nil {
		return nil, err
	}
	letters, err := box.List(ctx)
	if err != nil {
		return nil, app.Coded{Code: codeKafkaAway, Err: err}
	}
	return slices.DeleteFunc(letters, func(l app.DeadLetter) bool { return !f.takes(l) }), nil
}

func (c *cli) printLetters(letters []app.DeadLetter, limit int) error {
	rows := make([]app.LetterRow, 0, len(letters))
	for _, l := range letters {
		rows = append(rows, app.LetterRowOf(l))
	}
	older := max(len(rows)-limit, 0)
	rows = rows[older:]
	return c.print(rows, func(w foreign.Terminal) {
		if older > 0 {
			w.Printf("%d older ones are not listed: --limit %d\n", older, older+limit)
		}
		for _, row := range rows {
			writeLetter(w, row)
		}
		if len(rows) == 0 {
			w.Printf("no events were refused that nobody has replayed\n")
		}
	})
}

func writeLetter(w foreign.Terminal, r app.LetterRow) {
	w.Printf("%-8s %s  %-12s %s  key %q\n         %q\n", r.ID, r.At.UTC().Format(time.RFC3339), cmp.Or(r.Reason, "-"), r.Place, r.Key, r.Detail)
	if r.Replays > 0 {
		w.Printf("         it was replayed before, and refused again: %d times\n", r.Replays)
	}
	if r.ReplayedAt != nil {
		w.Printf("         replayed by %s at %s\n", r.ReplayedBy, r.ReplayedAt.UTC().Format(time.RFC3339))
	}
}
