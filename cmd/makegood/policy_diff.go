package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/diff"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// diffFlags are what two policies are compared on.
type diffFlags struct {
	events, from, to string
	examples         int
}

func (c *cli) policyDiffCommand() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use: "diff OLD NEW", Short: "say what a change of policy would change: how many refunds, how much money, for example which", Args: exactly(2),
		Long: "Say what a change of policy would change, over the ledger's stored refunds or a folder of events. Both\n" +
			"policies are asked anew about every request, each in its own sequence per order. Nothing is changed.",
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := c.policyDiff(cmd.Context(), args, f)
			if err != nil {
				return err
			}
			return c.print(d, d.Write)
		},
	}
	cmd.Flags().StringVar(&f.events, "events", "", "a folder of events (*.json) instead of the ledger's stored refunds")
	cmd.Flags().StringVar(&f.from, "from", "", "stored refunds opened on this day (UTC) or later")
	cmd.Flags().StringVar(&f.to, "to", "", "stored refunds opened before this day (UTC)")
	cmd.Flags().IntVar(&f.examples, "examples", 5, "how many examples, the largest changes first")
	return cmd
}

func (c *cli) policyDiff(ctx context.Context, names []string, f diffFlags) (diff.Difference, error) {
	old, err := loadPolicy(ctx, names[0])
	if err != nil {
		return diff.Difference{}, err
	}
	next, err := loadPolicy(ctx, names[1])
	if err != nil {
		return diff.Difference{}, err
	}
	requests, err := c.diffRequests(ctx, f)
	if err != nil {
		return diff.Difference{}, err
	}
	return diff.Compare(diff.Question{Old: old, New: next, OldName: old.Ref().String(), NewName: next.Ref().String(),
		Requests: requests, ExamplesMax: f.examples})
}

// diffRequests reads what the policies are asked about.
func (c *cli) diffRequests(ctx context.Context, f diffFlags) ([]diff.Request, error) {
	if f.events != "" {
		return c.requestsOfFolder(ctx, f.events)
	}
	period, err := periodOf(f.from, f.to)
	if err != nil {
		return nil, err
	}
	var requests []diff.Request
	return requests, c.eachCase(ctx, period, func(c refund.Case) error {
		requests = append(requests, diff.RequestOf(c))
		return nil
	})
}

// eachCase reads the ledger's stored refunds, oldest first.
func (c *cli) eachCase(ctx context.Context, opened ledger.Period, visit func(refund.Case) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	books, err := app.ReadLedger(ctx, s, c.now)
	if err != nil {
		return err
	}
	defer books.Close()
	return books.EachCase(ctx, opened, visit)
}

// requestsOfFolder reads a folder of events, in the sequence of the customers' acts.
func (c *cli) requestsOfFolder(ctx context.Context, folder string) ([]diff.Request, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: "no .json in " + folder}
	}
	slices.Sort(files)
	var requests []diff.Request
	for _, file := range files {
		content, err := app.ReadFile(ctx, file, event.SizeBytesMax)
		if err != nil {
			return nil, fmt.Errorf("policy diff: %w", err)
		}
		decoded, err := event.Decode(event.Message{Value: content}, c.now())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		requests = append(requests, diff.Request{Cancellation: decoded.Cancellation})
	}
	slices.SortStableFunc(requests, func(x, y diff.Request) int {
		return x.Cancellation.OccurredAt.Compare(y.Cancellation.OccurredAt)
	})
	return requests, nil
}

// periodOf reads two days, UTC; an empty one is open.
func periodOf(from, to string) (ledger.Period, error) {
	var period ledger.Period
	for _, day := range []struct {
		flag, text string
		into       *time.Time
	}{{"from", from, &period.From}, {"to", to, &period.To}} {
		if day.text == "" {
			continue
		}
		at, err := time.Parse(time.DateOnly, day.text)
		if err != nil {
			return period, usage("--%s %q is no day such as 2026-11-01", day.flag, day.text)
		}
		*day.into = at
	}
	return period, nil
}
