package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
)

// localAgent is an agent that this machine's user has started, and whose word nobody has checked. It has the user's
// subject: what it asked for, the same user does not approve as somebody else.
func localAgent() api.Subject {
	return api.Subject{
		ID: userHere(), Name: "local-agent", Kind: api.Machine, Verified: api.Asserted, Scopes: []api.Scope{api.ScopeRead, api.ScopeRequest},
	}
}

func (c *cli) mcpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "mcp", Short: "answer a language model's client by the Model Context Protocol, on standard input and output", Args: exactly(0),
		Long: "Answer a language model's client by the Model Context Protocol, on standard input and output: it starts this command\n" +
			"itself. The agent may preview a refund, ask for one, look at one and have it explained; it never decides. It acts as the\n" +
			"machine of MAKEGOOD_API_TOKEN; without one, whatever it asks for waits for a person. See docs/agents.md.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			return app.ServeAgent(cmd.Context(), s, c.now, localAgent(), c.in, c.out)
		},
	}
}
