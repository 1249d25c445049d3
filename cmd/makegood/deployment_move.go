package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// moveFlags say which refunds are moved.
type moveFlags struct {
	from, statuses, refunds []string
	limit, atOnce           int
	dryRun                  bool
}

func (c *cli) moveCommand() *cobra.Command {
	var f moveFlags
	cmd := &cobra.Command{
		Use: "move [--from BUILD] [--dry-run]", Short: "move waiting refunds to this build, after replaying them on it", Args: exactly(0),
		Long: "Move open refunds of other builds to this program's own: each history is fetched and replayed here, and only a refund\n" +
			"that replays is pinned to this build. The others stay where they are, and are listed with the error. It may be stopped\n" +
			"and run again. Run it with the program, and the settings, of the worker that the refunds shall go on on.\n" +
			"Exit status 1 when a refund stayed.",
		Example: `  makegood deployment move --dry-run
  makegood deployment move --from 1.4.0 --status AwaitingApproval`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			selection, err := f.selection()
			if err != nil {
				return err
			}
			return c.move(cmd.Context(), selection, f.dryRun)
		},
	}
	cmd.Flags().StringSliceVar(&f.from, "from", nil, "only refunds on this build; may be repeated")
	cmd.Flags().StringSliceVar(&f.statuses, "status", nil, "only refunds in this status; may be repeated")
	cmd.Flags().StringSliceVar(&f.refunds, "refund", nil, "only this refund; may be repeated")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "at most so many; 0: all, 100,000 at most")
	cmd.Flags().IntVar(&f.atOnce, "at-once", 0, "so many at the same time; 0: one a processor")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "replay, and change nothing")
	return cmd
}

// Bounds of the lists and numbers that are typed.
const (
	selectedCountMax = 200
	atOnceMax        = 64
)

func (f moveFlags) selection() (deployment.Selection, error) {
	s := deployment.Selection{From: f.from, LimitMax: f.limit, AtOnce: f.atOnce}
	if f.limit < 0 || f.atOnce < 0 || f.atOnce > atOnceMax {
		return s, usage("--limit and --at-once must not be below 0, --at-once not above %d", atOnceMax)
	}
	if len(f.from)+len(f.statuses)+len(f.refunds) > selectedCountMax {
		return s, usage("at most %d of --from, --status and --refund", selectedCountMax)
	}
	for _, text := range f.refunds {
		id, err := parseID(text)
		if err != nil {
			return s, err
		}
		s.Refunds = append(s.Refunds, id)
	}
	if len(f.statuses) == 0 {
		return s, nil
	}
	named, err := waitingFlags{statuses: f.statuses}.request()
	s.Statuses = named.Statuses
	return s, err
}

func (c *cli) move(ctx context.Context, s deployment.Selection, dryRun bool) error {
	s.Progress = c.progress
	return c.deployed(ctx, func(h deployment.Handle) error {
		report, err := h.Move(ctx, s, dryRun)
		if err != nil && report.Found == 0 {
			return err
		}
		if printing := c.print(report, func(w foreign.Terminal) { writeMoved(w, report) }); printing != nil {
			return errors.Join(err, printing)
		}
		if err == nil && len(report.Kept) > 0 {
			return printed{errors.New("deployment: refunds stayed where they are")}
		}
		return err
	})
}

// progress shows how far it is, where somebody looks on.
func (c *cli) progress(done, total int) {
	if !c.live || c.json {
		return
	}
	c.stderr().Printf("\r%d of %d refunds", done, total)
	if done == total {
		c.stderr().Printf("\n")
	}
}

func writeMoved(w foreign.Terminal, r deployment.Report) {
	did := "moved to"
	if r.DryRun {
		did = "would be moved to"
	}
	w.Printf("%d of %d refunds %s %s, %d ended meanwhile, %d stay\n", r.Moved, r.Found, did, r.To, r.Ended, len(r.Kept))
	for _, kept := range r.Kept {
		w.Printf("  %s stays on %s: %s: %s\n", kept.Refund, kept.From, kept.Code, kept.Why)
	}
	if r.More {
		w.Printf("there are more: run it again\n")
	}
	if len(r.Kept) > 0 {
		w.Printf("what to do: %s%s\n", refund.RunbookFolder, refund.Runbook(deployment.CodeDoesNotReplay))
	}
}
