package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/hooks"
	"github.com/makegood/makegood/refund"
)

// cause is who says it, and why.
func (f wordFlags) cause() refund.Cause {
	return refund.Cause{Actor: refund.Person(f.by), Reason: f.note}
}

// replayFlags say which events are told again, and to whom.
type replayFlags struct {
	endpoint, since, until string
	said                   wordFlags
}

// toldAgain is what is printed of a replay.
type toldAgain struct {
	// EventCount is how many events were found, and OwedCount how often one is told again, by endpoint.
	EventCount int            `json:"event_count"`
	OwedCount  map[string]int `json:"owed_count"`
}

func (c *cli) webhooksReplayCommand() *cobra.Command {
	var f replayFlags
	cmd := &cobra.Command{
		Use:   "replay [EVENT] [--since TIME] [--until TIME] [--endpoint NAME] --by NAME --note WHY",
		Short: "tell events again, under the same ids",
		Long: "Tell one event again, or all that were kept since a time, each to the endpoints of the file that want it, also to those that\n" +
			"did not when it happened. An endpoint knows a repetition by its webhook-id. EVENT is a webhook-id, as webhooks list shows it.\n" +
			"A time is RFC 3339, or how long ago it was, such as 48h.",
		Example: `  makegood webhooks replay evt_8b1a9953c4611296a827abf8c47804d7 --by ann --note "they lost it"
  makegood webhooks replay --since 48h --endpoint crm --by ann --note "restored from a backup"`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			filter, err := f.filter(args, c.now())
			if err != nil {
				return err
			}
			to, err := c.replayTo(cmd.Context(), f.endpoint)
			if err != nil {
				return err
			}
			by, err := c.hookActor(cmd.Context(), f.said.cause())
			if err != nil {
				return err
			}
			var done toldAgain
			err = c.withLedger(cmd.Context(), func(books ledger.Store) error {
				done, err = replay(cmd.Context(), books, to, filter, by)
				return err
			})
			if err != nil {
				return err
			}
			return c.print(done, func(w foreign.Terminal) { writeReplayed(w, done) })
		},
	}
	cmd.Flags().StringVar(&f.endpoint, "endpoint", "", "only to this endpoint")
	cmd.Flags().StringVar(&f.since, "since", "", "all events that were kept since then")
	cmd.Flags().StringVar(&f.until, "until", "", "and before then")
	f.said.add(cmd, "why")
	return cmd
}

// filter reads which events are meant: one by its id, or those of a time.
func (f replayFlags) filter(args []string, now time.Time) (ledger.HookEventFilter, error) {
	var filter ledger.HookEventFilter
	if err := f.said.check(); err != nil {
		return filter, err
	}
	if len(args) == 1 {
		if f.since != "" || f.until != "" {
			return filter, usage("name an event, or --since, and not both")
		}
		filter.EventID = args[0]
		return filter, nil
	}
	if err := needed("since", f.since); err != nil {
		return filter, err
	}
	var err error
	if filter.Since, err = momentOf("since", f.since, now); err != nil {
		return filter, err
	}
	if f.until != "" {
		filter.Until, err = momentOf("until", f.until, now)
	}
	return filter, err
}

// momentOf reads a time, or how long ago it was.
func momentOf(flag, text string, now time.Time) (time.Time, error) {
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago).UTC(), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, usage("--%s is %q; it is a time such as 2026-11-29T08:00:00Z, or how long ago it was, such as 48h", flag, text)
	}
	return at.UTC(), nil
}

// replayTo are the endpoints of the file, or the one that is named.
func (c *cli) replayTo(ctx context.Context, name string) ([]hooks.Endpoint, error) {
	if name != "" {
		one, err := c.endpointNamed(ctx, name)
		return []hooks.Endpoint{one}, err
	}
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	return app.Endpoints(ctx, s.Endpoints.File)
}

// endpointNamed is an endpoint of the file, or NOT_FOUND.
func (c *cli) endpointNamed(ctx context.Context, name string) (hooks.Endpoint, error) {
	s, err := c.settings()
	if err != nil {
		return hooks.Endpoint{}, err
	}
	all, err := app.Endpoints(ctx, s.Endpoints.File)
	if err != nil {
		return hooks.Endpoint{}, err
	}
	for _, one := range all {
		if one.Name == name {
			return one, nil
		}
	}
	return hooks.Endpoint{}, refund.Problem{Code: refund.CodeNotFound, Detail: "MAKEGOOD_ENDPOINTS_FILE has no endpoint " + name}
}

// replay owes events again, page by page.
func replay(ctx context.Context, books ledger.Store, to []hooks.Endpoint, filter ledger.HookEventFilter, by hookActor) (toldAgain, error) {
	done := toldAgain{OwedCount: map[string]int{}}
	filter.LimitMax = ledger.HookReplayMax
	for {
		page, err := books.HookEvents(ctx, filter)
		if err != nil {
			return done, err
		}
		done.EventCount += len(page)
		for _, endpoint := range to {
			if err := replayPage(ctx, books, endpoint, page, by, done.OwedCount); err != nil {
				return done, err
			}
		}
		if len(page) < filter.LimitMax {
			break
		}
		filter.After = &page[len(page)-1]
	}
	if filter.EventID != "" && done.EventCount == 0 {
		return done, refund.Problem{Code: refund.CodeNotFound, Detail: "no event " + filter.EventID + " is kept"}
	}
	return done, nil
}

func replayPage(ctx context.Context, books ledger.Store, to hooks.Endpoint, page []refund.HookEvent, by hookActor, owed map[string]int) error {
	var wanted []string
	for _, event := range page {
		if to.Wants(event.Merchant, event.Type) {
			wanted = append(wanted, event.ID)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	count, err := books.ActOnHooks(ctx, ledger.HookActed{Endpoint: to.Name, Act: refund.HookReplay, EventIDs: wanted, Cause: by.cause, Authority: by.authority, Acting: by.acting})
	owed[to.Name] += count
	return err
}

func writeReplayed(w foreign.Terminal, done toldAgain) {
	if len(done.OwedCount) == 0 {
		w.Printf("%d events were found, and no endpoint wants one\n", done.EventCount)
		return
	}
	table := w.Table()
	table.Printf("endpoint\ttold again\n")
	for _, name := range slices.Sorted(maps.Keys(done.OwedCount)) {
		table.Printf("%s\t%d\n", name, done.OwedCount[name])
	}
	_ = table.Flush() // standard output's own error
}
