package main

import (
	"os"
	"os/user"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// typedAs is whoever runs the command, under the name they gave. The user of this machine is noted beside it; nobody has
// checked that the name is theirs.
func typedAs(name refund.Person) api.Subject {
	return api.Subject{ID: userHere(), Name: name, Kind: api.Human, Verified: api.ByCommandLine}
}

// userHere names the user of this machine who runs the program.
func userHere() refund.SubjectID {
	name, host := "unknown", "unknown"
	if who, err := user.Current(); err == nil {
		name = who.Username
	}
	if at, err := os.Hostname(); err == nil {
		host = at
	}
	return refund.SubjectID("user:" + name + "@" + host)
}

func (c *cli) identityCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "identity", Short: "make the keys by which doors and machines are known", Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.identityNewKeyCommand(), c.identityNewMachineCommand())
	return cmd
}

func (c *cli) identityNewKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "new-key NAME", Short: "make a key with which a door signs who acts, and show it once", Args: exactly(1),
		Long: "Make a key with which a door signs who acts. The first line shown belongs into the door's\n" +
			"MAKEGOOD_IDENTITY_SIGNING_KEY_FILE (chmod 600) and nowhere else, the second into the workers'\n" +
			"MAKEGOOD_IDENTITY_TRUSTED_KEYS_FILE. To change a key, add the new line to the workers' file, then put the\n" +
			"new one first in the door's, then take the old lines away.",
		RunE: func(_ *cobra.Command, args []string) error {
			private, public, err := app.NewIdentityKey(args[0])
			if err != nil {
				return usage("%v", err)
			}
			return c.print(map[string]string{"signing_key": private, "trusted_key": public}, func(w foreign.Terminal) {
				w.Printf("%s\n%s\n", private, public)
			})
		},
	}
}

func (c *cli) identityNewMachineCommand() *cobra.Command {
	var scopes, limits string
	cmd := &cobra.Command{
		Use: "new-machine NAME", Short: "make a machine's key, show it once, with its line for MAKEGOOD_IDENTITY_MACHINES_FILE", Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			key, line, err := app.NewMachine(args[0], scopes, limits)
			if err != nil {
				return usage("%v", err)
			}
			return c.print(map[string]string{"key": key, "line": line}, func(w foreign.Terminal) { w.Printf("%s\n%s\n", key, line) })
		},
	}
	cmd.Flags().StringVar(&scopes, "scopes", string(api.ScopeRead), "what it may do, separated by commas: refunds:read, refunds:request, refunds:customer")
	cmd.Flags().StringVar(&limits, "limits", "", "how much it may ask for in a day (UTC), in minor units, such as CNY=500000,USD=70000; without one it may ask for nothing")
	return cmd
}
