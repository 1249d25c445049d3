package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

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

func (a *app) policyDiffCommand() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use: "diff OLD NEW", Short: "say what a change of policy would change: how many refunds, how much money, for example which", Args: exactly(2),
		Long: "Say what a change of policy would change, over the ledger's stored refunds or a folder of events. Both\n" +
			"policies are asked anew about every request, each in its own sequence per order. Nothing is changed.",
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := a.policyDiff(cmd.Context(), args, f)
			if err != nil {
				return err
			}
			return a.print(d, d.Write)
		},
	}
	cmd.Flags().StringVar(&f.events, "events", "", "a folder of events (*.json) instead of the ledger's stored refunds")
	cmd.Flags().StringVar(&f.from, "from", "", "stored refunds opened on this day (UTC) or later")
	cmd.Flags().StringVar(&f.to, "to", "", "stored refunds opened before this day (UTC)")
	cmd.Flags().IntVar(&f.examples, "examples", 5, "how many examples, the largest changes first")
	return cmd
}

func (a *app) policyDiff(ctx context.Context, names []string, f diffFlags) (diff.Difference, error) {
	old, err := loadPolicy(names[0])
	if err != nil {
		return diff.Difference{}, err
	}
	next, err := loadPolicy(names[1])
	if err != nil {
		return diff.Difference{}, err
	}
	requests, err := a.diffRequests(ctx, f)
	if err != nil {
		return diff.Difference{}, err
	}
	return diff.Compare(diff.Question{Old: old, New: next, OldName: old.Ref().String(), NewName: next.Ref().String(),
		Requests: requests, ExamplesMax: f.examples})
}

// diffRequests reads what the policies are asked about.
func (a *app) diffRequests(ctx context.Context, f diffFlags) ([]diff.Request, error) {
	if f.events != "" {
		return a.requestsOfFolder(f.events)
	}
	period, err := periodOf(f.from, f.to)
	if err != nil {
		return nil, err
	}
	var requests []diff.Request
	return requests, a.eachCase(ctx, period, func(c refund.Case) error {
		requests = append(requests, diff.Request{Cancellation: c.Cancellation, Left: leftTheSequence(c.Status)})
		return nil
	})
}

// eachCase reads the ledger's stored refunds, oldest first.
func (a *app) eachCase(ctx context.Context, opened ledger.Period, visit func(refund.Case) error) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	books, err := a.readLedger(ctx, s)
	if err != nil {
		return err
	}
	defer books.Close()
	return books.EachCase(ctx, opened, visit)
}

// leftTheSequence says that a request took nothing of its order (MONEY C2).
func leftTheSequence(status refund.Status) bool {
	return status == refund.StatusRejected || status == refund.StatusWithdrawn
}

// requestsOfFolder reads a folder of events, in the sequence of the customers' acts.
func (a *app) requestsOfFolder(folder string) ([]diff.Request, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: "no .json in " + folder}
	}
	slices.Sort(files)
	var requests []diff.Request
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("policy diff: %w", err)
		}
		decoded, err := event.Decode(event.Message{Value: content}, a.now())
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
