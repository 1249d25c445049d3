package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) webhooksCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "webhooks", Short: "show which events the endpoints of other systems were told by webhook, and tell them again", Args: exactly(0),
		Long: "Workers tell the endpoints of MAKEGOOD_ENDPOINTS_FILE every change of a refund, and the end of every reconciliation. Each event is tried ten times over three days.\n" +
			"See docs/webhooks.md.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.webhooksListCommand(), c.webhooksEndpointsCommand(), c.webhooksReplayCommand(),
		c.webhooksSwitchCommand(refund.HookSwitchOn, "on", "let an endpoint be told again, at once; what waits for it is told"),
		c.webhooksSwitchCommand(refund.HookSwitchOff, "off", "keep an endpoint from being told; its events wait"))
	return cmd
}

func (c *cli) webhooksListCommand() *cobra.Command {
	var endpoint, state, of string
	var limit int
	cmd := &cobra.Command{
		Use: "list [--endpoint NAME] [--state STATE] [--refund ID]", Short: "list events by endpoint, newest first", Args: exactly(0),
		Example: "  makegood webhooks list --endpoint crm --state GivenUp\n  makegood webhooks list --refund shop/1001/c-1",
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter := ledger.HookFilter{Endpoint: endpoint, State: refund.HookState(state), LimitMax: limit}
			if !slices.Contains([]refund.HookState{"", refund.HookWaiting, refund.HookTold, refund.HookGivenUp}, filter.State) {
				return usage("--state is %q; it is Waiting, Told or GivenUp", state)
			}
			if limit <= 0 {
				return usage("--limit is %d; it must be above 0", limit)
			}
			if of != "" {
				id, err := parseID(of)
				if err != nil {
					return err
				}
				filter.Refund = id
			}
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				rows, err := books.HookDeliveries(cmd.Context(), filter)
				if err != nil {
					return err
				}
				return c.print(append([]refund.HookDelivery{}, rows...), func(w foreign.Terminal) { writeDeliveries(w, rows, limit) })
			})
		},
	}
	cmd.Flags().StringVar(&endpoint, "endpoint", "", "only those for this endpoint")
	cmd.Flags().StringVar(&state, "state", "", "only those that are Waiting, Told or GivenUp")
	cmd.Flags().StringVar(&of, "refund", "", "only those of this refund")
	cmd.Flags().IntVar(&limit, "limit", 100, "at most so many")
	return cmd
}

func writeDeliveries(w foreign.Terminal, rows []refund.HookDelivery, limit int) {
	if len(rows) == 0 {
		w.Printf("no event\n")
		return
	}
	table := w.Table()
	table.Printf("event\ttype\trefund\tendpoint\tstate\ttries\tnext or last\tproblem\n")
	for _, one := range rows {
		table.Printf("%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", one.Event.ID, one.Event.Type, one.Event.Refund, one.Endpoint, one.State, one.TryCount, one.DueAt.Format(time.RFC3339), one.Problem)
	}
	if err := table.Flush(); err == nil && len(rows) == limit {
		w.Printf("there may be more: --limit is %d\n", limit)
	}
}

// endpointShown is what is printed of an endpoint.
type endpointShown struct {
	refund.HookEndpoint
	// Host is its address without what may be a key; empty: it is not in the file any more.
	Host      string   `json:"host,omitempty"`
	Merchants []string `json:"merchants,omitempty"`
	Events    []string `json:"events,omitempty"`
}

// state is how it stands in a word or two.
func (e endpointShown) state() string {
	switch {
	case e.Host == "":
		return "not in the file"
	case e.Off:
		return "off"
	case e.FailureCount > 0:
		return fmt.Sprintf("failing, %d in a row", e.FailureCount)
	case e.ToldAt == nil:
		return "not told yet"
	}
	return "well"
}

func (c *cli) webhooksEndpointsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "endpoints", Short: "show how each endpoint stands", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				stand, err := books.HookEndpoints(cmd.Context())
				if err != nil {
					return err
				}
				shown, err := c.endpointsShown(cmd.Context(), stand)
				if err != nil {
					return err
				}
				return c.print(shown, func(w foreign.Terminal) { writeEndpoints(w, shown) })
			})
		},
	}
}

// endpointsShown are those of the file, and those that the ledger knows beside them.
func (c *cli) endpointsShown(ctx context.Context, stand []refund.HookEndpoint) ([]endpointShown, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	configured, err := app.Endpoints(ctx, s.Endpoints.File)
	if err != nil {
		return nil, err
	}
	shown := []endpointShown{}
	for _, one := range configured {
		own := endpointShown{HookEndpoint: refund.HookEndpoint{Name: one.Name}, Host: one.Host(), Merchants: one.Merchants, Events: one.Types}
		if at := slices.IndexFunc(stand, func(e refund.HookEndpoint) bool { return e.Name == one.Name }); at >= 0 {
			own.HookEndpoint = stand[at]
			stand = slices.Delete(stand, at, at+1)
		}
		shown = append(shown, own)
	}
	for _, gone := range stand {
		shown = append(shown, endpointShown{HookEndpoint: gone})
	}
	return shown, nil
}

func writeEndpoints(w foreign.Terminal, all []endpointShown) {
	if len(all) == 0 {
		w.Printf("no endpoint: MAKEGOOD_ENDPOINTS_FILE names none\n")
		return
	}
	table := w.Table()
	table.Printf("endpoint\taddress\tstate\twaiting\tgiven up\tlast taken\tproblem\n")
	for _, one := range all {
		taken, problem := "never", one.Problem
		if one.ToldAt != nil {
			taken = one.ToldAt.Format(time.RFC3339)
		}
		if one.Off {
			problem = fmt.Sprintf("%s (by %s)", one.Reason, saidBy(one.ChangedBy, one.ChangedVerified))
		}
		table.Printf("%s\t%s\t%s\t%d\t%d\t%s\t%s\n", one.Name, one.Host, one.state(), one.WaitingCount, one.GivenUpCount, taken, problem)
	}
	_ = table.Flush() // standard output's own error
}

// hookActor is who acts on an endpoint and why, how it is known who that is, and what reviewers.yaml says of them.
type hookActor struct {
	cause     refund.Cause
	authority refund.Authority
	acting    refund.Subject
}

func (c *cli) hookActor(ctx context.Context, cause refund.Cause) (hookActor, error) {
	s, err := c.settings()
	if err != nil {
		return hookActor{}, err
	}
	who, err := c.acting(ctx, s, cause.Actor)
	if err != nil {
		return hookActor{}, err
	}
	staff, err := c.staff(ctx, s)
	acting := who.Witnessed()
	return hookActor{cause: cause, authority: acting.Within(staff.Authority(cause.Actor)), acting: acting}, err
}

// switchedEndpoint is what is printed of a switch.
type switchedEndpoint struct {
	Endpoint string        `json:"endpoint"`
	On       bool          `json:"on"`
	By       refund.Person `json:"by"`
	Note     string        `json:"note"`
}

func (c *cli) webhooksSwitchCommand(act refund.HookAct, name, short string) *cobra.Command {
	var said wordFlags
	cmd := &cobra.Command{
		Use: name + " ENDPOINT --by NAME --note WHY", Short: short, Args: exactly(1),
		Example: "  makegood webhooks " + name + ` crm --by ann --note "they asked for it"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := said.check(); err != nil {
				return err
			}
			if _, err := c.endpointNamed(cmd.Context(), args[0]); err != nil {
				return err
			}
			done := switchedEndpoint{Endpoint: args[0], On: act == refund.HookSwitchOn, By: refund.Person(said.by), Note: said.note}
			by, err := c.hookActor(cmd.Context(), said.cause())
			if err != nil {
				return err
			}
			err = c.withLedger(cmd.Context(), func(books ledger.Store) error {
				_, err := books.ActOnHooks(cmd.Context(), ledger.HookActed{Endpoint: args[0], Act: act, Cause: by.cause, Authority: by.authority, Acting: by.acting})
				return err
			})
			if err != nil {
				return err
			}
			return c.print(done, func(w foreign.Terminal) { w.Printf("endpoint %s is %s\n", done.Endpoint, name) })
		},
	}
	said.add(cmd, "why")
	return cmd
}
