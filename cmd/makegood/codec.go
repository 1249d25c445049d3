package main

import (
	"context"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
)

func (c *cli) codecCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "codec", Short: "encrypt what is kept in Temporal: keys, who may read it, and the server for the Temporal UI", Args: atMost(0),
		Long: "Encrypt what is kept in Temporal. MAKEGOOD_CODEC_KEYS_FILE names the keys; without it nothing is encrypted. See\n" +
			"docs/privacy.md for how keys are changed, and how people read what is encrypted.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	keys := &cobra.Command{
		Use: "keys", Short: "make, use and list keys", Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	keys.AddCommand(c.codecKeysNewCommand(), c.codecKeysUseCommand(), c.codecKeysListCommand(), c.codecKeysCheckCommand())
	tokens := &cobra.Command{
		Use: "tokens", Short: "make tokens for people and programs that may read", Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	tokens.AddCommand(c.codecTokensNewCommand())
	serve := &cobra.Command{
		Use: "serve", Short: "run the codec server, through which the Temporal UI reads what is encrypted", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context(), (*app.App).RunCodecServer) },
	}
	cmd.AddCommand(keys, tokens, serve)
	return cmd
}

func (c *cli) codecTokensNewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "new NAME", Short: "make a token, show it once, and write its hash into MAKEGOOD_CODEC_TOKENS_FILE", Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			made, err := app.AddCodecToken(s.Codec, args[0])
			if err != nil {
				return err
			}
			return c.print(map[string]string{"name": args[0], "token": made}, func(w foreign.Terminal) { w.Printf("%s\n", made) })
		},
	}
}

// newKeyDate names a key by the day it was made, in UTC.
const newKeyDate = "2006-01-02"

func (c *cli) codecKeysNewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "new [ID]", Short: "make a key that decrypts; it encrypts once `keys use` says so", Args: atMost(1),
		Long: "Make a key at the end of MAKEGOOD_CODEC_KEYS_FILE, which is made where there is none; its id is today's date unless\n" +
			"one is given. It decrypts from then on. The only key of a file encrypts too.",
		RunE: func(_ *cobra.Command, args []string) error {
			id := c.now().UTC().Format(newKeyDate)
			if len(args) == 1 {
				id = args[0]
			}
			return c.changeKeys(func(of config.Codec) error { return app.AddCodecKey(of, id) })
		},
	}
}

func (c *cli) codecKeysUseCommand() *cobra.Command {
	return &cobra.Command{
		Use: "use ID", Short: "have a key encrypt from now on; the others go on decrypting", Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.changeKeys(func(of config.Codec) error { return app.UseCodecKey(of, args[0]) })
		},
	}
}

func (c *cli) codecKeysListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "list the ids of the keys, and which one encrypts", Args: exactly(0),
		RunE: func(*cobra.Command, []string) error { return c.changeKeys(func(config.Codec) error { return nil }) },
	}
}

// keyRow is a key as it is listed; the key itself never is.
type keyRow struct {
	ID       string `json:"id"`
	Encrypts bool   `json:"encrypts"`
}

// changeKeys changes the key file, and lists it.
func (c *cli) changeKeys(change func(config.Codec) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	if err := change(s.Codec); err != nil {
		return err
	}
	ids, err := app.CodecKeys(s.Codec)
	if err != nil {
		return err
	}
	rows := make([]keyRow, len(ids))
	for i, id := range ids {
		rows[i] = keyRow{ID: id, Encrypts: i == 0}
	}
	return c.print(rows, func(w foreign.Terminal) {
		for _, row := range rows {
			does := "decrypts"
			if row.Encrypts {
				does = "encrypts and decrypts"
			}
			w.Printf("%s  %s\n", row.ID, does)
		}
	})
}

func (c *cli) codecKeysCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "count the refunds in Temporal by the key they began under, and say which keys are still needed", Args: exactly(0),
		Long: "Count the refunds that Temporal lists, open and closed, by the key that encrypted when they began. A key that none of\n" +
			"them needs may be taken out of the file, once no process encrypts with it. Exit status 1 when a key is missing.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.dialed(cmd.Context(), func(s config.Settings, temporal client.Client) error {
				return c.checkKeys(cmd.Context(), s, temporal)
			})
		},
	}
}

func (c *cli) checkKeys(ctx context.Context, s config.Settings, temporal client.Client) error {
	ids, err := app.CodecKeys(s.Codec)
	if err != nil {
		return err
	}
	use, err := app.FindKeyUse(ctx, s, temporal, ids)
	if err != nil {
		return err
	}
	err = c.print(use, func(w foreign.Terminal) {
		needed := use.Needed(ids)
		for _, id := range ids {
			says := "needed by none"
			if needed[id] || use.More {
				says = "needed"
			}
			w.Printf("%s  %d refunds began under it, %s\n", id, use.Begun[id], says)
		}
		w.Printf("%d refunds began without encryption\n", use.Begun[""])
		for _, id := range use.Missing {
			w.Printf("%s  %d refunds began under it, and it is MISSING\n", id, use.Begun[id])
		}
	})
	if err == nil && len(use.Missing) > 0 {
		return printed{app.Unreadable{Code: app.CodeKeyUnknown, Detail: "keys are missing"}}
	}
	return err
}
