package main

import (
	"cmp"
	"context"
	"os"
	"os/user"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// typedAs is whoever runs the command, under the name they gave. The user of this machine is noted beside it; nobody has
// checked that the name is theirs.
func (c *cli) typedAs(name refund.Person) api.Subject {
	return api.Subject{ID: cmp.Or(c.user, userHere()), Name: name, Kind: api.Human, Verified: api.ByCommandLine}
}

// acting is who runs the command under a name: verified by their token where there is one, else typed. The error is a
// refund.Problem SUBJECT_MISMATCH where the token is of somebody else.
func (c *cli) acting(ctx context.Context, s config.Settings, by refund.Person) (api.Subject, error) {
	token, err := app.CommandToken(s)
	if err != nil || token == "" {
		return c.typedAs(by), err
	}
	known, err := app.Identities(s, c.now, nil)
	if err != nil {
		return api.Subject{}, err
	}
	who, err := known.Identify(ctx, token)
	if err != nil {
		return api.Subject{}, err
	}
	if problem, other := who.Witnessed().MayActAs(by); other {
		return api.Subject{}, problem
	}
	return who, nil
}

// actingHere is acting by the configured settings.
func (c *cli) actingHere(ctx context.Context, by refund.Person) (api.Subject, error) {
	s, err := c.settings()
	if err != nil {
		return api.Subject{}, err
	}
	return c.acting(ctx, s, by)
}

// vouched signs what is done as who the token proves; without one, as it is typed.
func (c *cli) vouched(s config.Settings, sign attests) attests {
	if s.Identity.Token+s.Identity.TokenFile == "" {
		return sign
	}
	return func(typed refund.Subject, id refund.ID, body string) (refund.Attestation, error) {
		who, err := c.acting(context.Background(), s, typed.Person) // the keys are asked for within their own time
		if err != nil {
			return refund.Attestation{}, err
		}
		return sign(who.Witnessed(), id, body)
	}
}

// vouchedBooks know who acts again, who has a token, as who the token proves: so was the act kept.
type vouchedBooks struct {
	api.Books
	who func(ctx context.Context, typed refund.Person) (api.Subject, error)
}

// Answered implements api.Books.
func (b vouchedBooks) Answered(ctx context.Context, in refund.ActRequest) (refund.Answer, bool, error) {
	who, err := b.who(ctx, in.Witnessed.Person)
	if err != nil {
		return refund.Answer{}, false, err
	}
	in.Witnessed.Subject = who.Witnessed()
	return b.Books.Answered(ctx, in)
}

// attests signs that a subject says a body about a refund.
type attests = func(refund.Subject, refund.ID, string) (refund.Attestation, error)

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

// saidBy is who said something, and how it is known who that is, where that was kept.
func saidBy(by refund.Person, how refund.Verification) string {
	if how == "" {
		return string(by)
	}
	return string(by) + " (" + string(how) + ")"
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
