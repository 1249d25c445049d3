package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
)

func (c *cli) deploymentCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "deployment", Short: "see and change which build of the worker runs which refund", Args: atMost(0),
		Long: "See and change which build of the worker runs which refund. With MAKEGOOD_WORKER_DEPLOYMENT set, a refund is pinned\n" +
			"to the build that began it; new refunds start on the current one. See CONTRIBUTING.md, \"Changing the story\".",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.deploymentStatusCommand(), c.setCurrentCommand(), c.rampCommand(), c.moveCommand())
	return cmd
}

// deployed does something with the worker's deployment.
func (c *cli) deployed(ctx context.Context, do func(deployment.Handle) error) error {
	return c.dialed(ctx, func(s config.Settings, temporal client.Client) error {
		handle, err := app.Deployment(s, temporal, c.now)
		if err != nil {
			return err
		}
		return do(handle)
	})
}

func (c *cli) deploymentStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "list the builds of the worker, with their workers and open refunds", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.deployed(cmd.Context(), func(h deployment.Handle) error {
				s, err := h.Status(cmd.Context())
				if err != nil {
					return err
				}
				return c.print(s, func(w foreign.Terminal) { writeStatus(w, s) })
			})
		},
	}
}

func writeStatus(w foreign.Terminal, s deployment.Status) {
	if s.Deployment == "" {
		w.Printf("task queue %s is unversioned: %d workers, %d open refunds\n", s.TaskQueue, s.Unversioned.WorkerCount, s.Unversioned.OpenRefundCount)
		return
	}
	w.Printf("deployment %s on task queue %s\n", s.Deployment, s.TaskQueue)
	table := w.Table()
	table.Printf("  BUILD\tROLE\tWORKERS\tOPEN REFUNDS\n")
	for _, v := range s.Versions {
		role := string(v.Role)
		if v.Role == deployment.RoleRamping {
			role = fmt.Sprintf("%s %g%%", role, s.RampPercent)
		}
		table.Printf("  %s\t%s\t%d\t%d\n", v.BuildID, role, v.WorkerCount, v.OpenRefundCount)
	}
	if s.Unversioned.WorkerCount > 0 || s.Unversioned.OpenRefundCount > 0 {
		table.Printf("  (none)\tunversioned\t%d\t%d\n", s.Unversioned.WorkerCount, s.Unversioned.OpenRefundCount)
	}
	_ = table.Flush() // its error is w's
	if s.Current == "" {
		w.Printf("no version is current: new refunds start on unversioned workers only (makegood deployment set-current BUILD)\n")
	}
}

func (c *cli) setCurrentCommand() *cobra.Command {
	var unversioned bool
	cmd := &cobra.Command{
		Use: "set-current BUILD | --unversioned", Short: "have new refunds start on a build", Args: atMost(1),
		Long: "Have new refunds start on a build. Those that began on another stay there. A build without a worker is refused, and\n" +
			"one on which refunds would go on that run unversioned and do not replay there.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 1) == unversioned {
				return usage("name a BUILD, or --unversioned")
			}
			build := ""
			if !unversioned {
				build = args[0]
			}
			return c.route(cmd.Context(), func(ctx context.Context, h deployment.Handle) (deployment.Routed, error) {
				return h.SetCurrent(ctx, build)
			})
		},
	}
	cmd.Flags().BoolVar(&unversioned, "unversioned", false, "have new refunds start on workers without a version")
	return cmd
}

func (c *cli) rampCommand() *cobra.Command {
	var percent float32
	cmd := &cobra.Command{
		Use: "ramp BUILD --percent N", Short: "have a share of the new refunds start on a build; 0 ends it", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("percent") {
				return usage("--percent is missing")
			}
			return c.route(cmd.Context(), func(ctx context.Context, h deployment.Handle) (deployment.Routed, error) {
				return h.Ramp(ctx, args[0], percent)
			})
		},
	}
	cmd.Flags().Float32Var(&percent, "percent", 0, "how many of a hundred new refunds, from 0 to 100")
	return cmd
}

// route changes what new refunds start on, and prints it.
func (c *cli) route(ctx context.Context, change func(context.Context, deployment.Handle) (deployment.Routed, error)) error {
	return c.deployed(ctx, func(h deployment.Handle) error {
		r, err := change(ctx, h)
		if err != nil {
			return err
		}
		return c.print(r, func(w foreign.Terminal) {
			w.Printf("new refunds of %s start on %s (before: %s)\n", r.Deployment, orUnversioned(r.Current), orUnversioned(r.Before))
			if r.Ramping != "" {
				w.Printf("%g%% of them start on %s\n", r.Percent, r.Ramping)
			}
		})
	})
}

func orUnversioned(build string) string {
	if build == "" {
		return "unversioned workers"
	}
	return build
}
