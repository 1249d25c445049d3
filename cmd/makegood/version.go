package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy"
)

type version struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	Policy  string `json:"policy"`
}

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "say which makegood this is", Args: exactly(0),
		RunE: func(*cobra.Command, []string) error {
			shipped, err := policy.Default()
			if err != nil {
				return err
			}
			v := version{Version: app.Version(), Go: runtime.Version(), Policy: shipped.Ref().String()}
			return c.print(v, func(w foreign.Terminal) { w.Printf("makegood %s, %s, policy %s\n", v.Version, v.Go, v.Policy) })
		},
	}
}
