package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

const (
	// waitingCountMax bounds how many refunds are looked at, so that what is due first can be found.
	waitingCountMax = 10_000
	// waitingLimitDefault is how many are listed unless somebody asks for more.
	waitingLimitDefault = 200
)

// waitingFlags say which part of the list is wanted.
type waitingFlags struct {
	mine     string
	statuses []string
	all      bool
	fund     bool
	limit    int
	locale   string
}

func (c *cli) waitingCommand() *cobra.Command {
	var f waitingFlags
	cmd := &cobra.Command{
		Use: "waiting", Short: "list refunds waiting for a person, with the next command", Args: exactly(0),
		Long: "List refunds that wait for a person, what is due first at the top, each with the next command: those to approve, those\n" +
			"that need attention, and payouts of which a leg needs a person while others go on. It reads the ledger, and works\n" +
			"while everything else is down. With --mine NAME: what is assigned to NAME, and of what is assigned to nobody what\n" +
			"NAME may decide: role, market and limit as in reviewers.yaml, and not the requester.",
		Example: `  makegood waiting --mine ann
  makegood waiting --all
  makegood waiting --status NeedsAttention --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.limit < 1 {
				return usage("--limit %d lists nothing", f.limit)
			}
			if f.fund {
				if err := c.notOverWire("--fund", "run it where the ledger is"); err != nil {
					return err
				}
				return c.waitingForFund(cmd.Context(), min(f.limit, fundWaitsMax))
			}
			speaker, err := speakerOf(f.locale)
			if err != nil {
				return err
			}
			list, err := c.waiting(cmd.Context(), f)
			if err != nil {
				return err
			}
			list = c.limited(list, f.limit)
			return c.print(list, func(w foreign.Terminal) { wording.WriteList(w, list, speaker) })
		},
	}
	cmd.Flags().StringVar(&f.mine, "mine", "", "only what this reviewer may lead on")
	cmd.Flags().StringSliceVar(&f.statuses, "status", nil, "only what is in this status; may be repeated")
	cmd.Flags().IntVar(&f.limit, "limit", waitingLimitDefault, "at most so many")
	cmd.Flags().StringVar(&f.locale, "locale", explain.LocaleEnglish, "the language of the list: "+strings.Join(explain.Locales(), ", "))
	cmd.Flags().BoolVar(&f.fund, "fund", false, "instead: the legs that wait for the fund of a provider account, in the sequence they are served in")
	cmd.Flags().BoolVar(&f.all, "all", false, "also what waits for the customer or goods")
	return cmd
}

// limited is the beginning of the list; the number of those left out is printed.
func (c *cli) limited(list []wording.Waiting, limit int) []wording.Waiting {
	if len(list) <= limit {
		return list
	}
	c.stderr().Printf("note: %d more wait; --limit %d lists them too, --mine and --status list fewer\n", len(list)-limit, len(list))
	return list[:limit]
}

// waiting reads the list, what is due first at the top.
func (c *cli) waiting(ctx context.Context, f waitingFlags) ([]wording.Waiting, error) {
	in, err := f.request()
	if err != nil {
		return nil, err
	}
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	if f.mine != "" && s.ReviewersFile == "" {
		if err := c.notOverWire("--mine without reviewers", "MAKEGOOD_REVIEWERS_FILE names the file that says who may decide (reviewers.yaml)"); err != nil {
			return nil, err
		}
	}
	rows, err := c.listed(ctx, s, in)
	if err != nil {
		return nil, fmt.Errorf("waiting: %w", err)
	}
	if !s.Remote.On() {
		if err := c.withBooks(ctx, func(books ledger.ReadOnly) error { return c.noteFundWaits(ctx, books) }); err != nil {
			return nil, err
		}
	}
	if len(rows) == waitingCountMax {
		c.stderr().Printf("note: only the newest %d refunds were looked at\n", waitingCountMax)
	}
	list := c.program.List(rows, c.now())
	if f.mine == "" {
		return list, nil
	}
	staff, err := c.staff(ctx, s)
	if err != nil {
		return nil, err
	}
	return c.mine(staff, list, refund.Person(f.mine)), nil
}

// listed reads the list page by page, up to waitingCountMax refunds.
func (c *cli) listed(ctx context.Context, s config.Settings, in api.ListRefundsRequest) (rows []ledger.CaseRow, err error) {
	call := c.reading()
	err = c.withServiceBy(s, func(service service) error {
		for len(rows) < waitingCountMax {
			page, err := service.ListRefunds(ctx, call, in)
			if err != nil {
				return err
			}
			for _, one := range page.Refunds {
				rows = append(rows, one.CaseRow)
			}
			if in.Cursor = page.Next; in.Cursor == "" {
				return nil
			}
		}
		return nil
	})
	return rows, err
}

// request selects what is listed: unless statuses are named, also payouts with a leg that needs a person.
func (f waitingFlags) request() (api.ListRefundsRequest, error) {
	filter := api.ListRefundsRequest{Open: true, Limit: api.ListMax}
	if len(f.statuses) == 0 {
		filter.Statuses, filter.NeedsPerson = wording.WaitsForStaff(), true
		if f.all {
			filter.Statuses = append(filter.Statuses, wording.WaitsForCustomer()...)
		}
		return filter, nil
	}
	for _, text := range f.statuses {
		at := slices.IndexFunc(refund.Statuses(), func(s refund.Status) bool { return strings.EqualFold(string(s), text) })
		if at < 0 {
			return filter, usage("--status %q is none of %v", text, refund.Statuses())
		}
		filter.Statuses = append(filter.Statuses, refund.Statuses()[at])
	}
	return filter, nil
}

// mine keeps the refunds that a reviewer may act on; an unknown name is reported.
func (c *cli) mine(staff refund.Staff, list []wording.Waiting, name refund.Person) []wording.Waiting {
	if _, known := staff.Find(name); !known {
		c.stderr().Printf("note: %s is not among the reviewers: only what is assigned to %s is listed\n", name, name)
	}
	return wording.Mine(list, staff, name)
}
