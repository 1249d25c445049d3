package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

func (c *cli) auditExportCommand() *cobra.Command {
	var sample, by, out string
	var whole bool
	cmd := &cobra.Command{
		Use: "export [ID] --out FILE --by NAME", Short: "write a refund's whole file, or a sample's (--sample), with its signature in FILE.sig and the key in FILE.pem", Args: atMost(1),
		Example: "  makegood audit export --sample sample-1 --out sample-1.json --by ada",
		RunE: func(cmd *cobra.Command, args []string) error {
			in := support.ExportRequest{Sample: sample, Whole: whole}
			if len(args) > 0 {
				id, err := parseID(args[0])
				if err != nil {
					return err
				}
				in.Refund = id
			}
			if err := needed("out", out); err != nil {
				return err
			}
			return c.withAudit(cmd.Context(), by, func(audit *support.Auditing, call api.Call) error {
				exported, err := audit.Export(cmd.Context(), call, in)
				if err != nil {
					return err
				}
				return c.writeExport(out, exported)
			})
		},
	}
	cmd.Flags().StringVar(&sample, "sample", "", "the sample that is taken out")
	cmd.Flags().StringVar(&out, "out", "", "the file to write; its signature and the public key go beside it")
	cmd.Flags().BoolVar(&whole, "whole", false, "with personal data, for people of the highest rank")
	cmd.Flags().StringVar(&by, "by", "", "who takes it out")
	return cmd
}

func (c *cli) writeExport(out string, exported support.Exported) error {
	for name, content := range map[string][]byte{out: exported.Document, out + ".sig": exported.Signature, out + ".pem": exported.PublicPEM} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return app.Unreadable{Code: codeFailed, Detail: err.Error()}
		}
	}
	written := struct {
		File string                `json:"file"`
		Key  refund.AttestationKey `json:"key"`
	}{out, exported.Key}
	return c.print(written, func(w foreign.Terminal) {
		w.Printf("%s is written, signed by %s: makegood audit verify %[1]s\n", filepath.Clean(out), exported.Key)
	})
}

func (c *cli) auditVerifyCommand() *cobra.Command {
	var signature, key string
	cmd := &cobra.Command{
		Use: "verify FILE", Short: "check that an exported file is as it was signed; needs no ledger", Args: exactly(1),
		Long: "Check that a file that was taken out is byte for byte as it was signed. The key is the one that --key names (PEM), else the\n" +
			"one that workers here believe (MAKEGOOD_IDENTITY_TRUSTED_KEYS_FILE).",
		RunE: func(_ *cobra.Command, args []string) error {
			if signature == "" {
				signature = args[0] + ".sig"
			}
			content := map[string][]byte{}
			for _, name := range []string{args[0], signature, key} {
				if name == "" {
					continue
				}
				read, err := os.ReadFile(name)
				if err != nil {
					return usage("%v", err)
				}
				content[name] = read
			}
			s, err := c.settings()
			if err != nil {
				return err
			}
			doc, err := app.VerifyExport(s, content[args[0]], content[signature], content[key])
			if err != nil {
				return err
			}
			return c.printVerified(doc)
		},
	}
	cmd.Flags().StringVar(&signature, "signature", "", "the file of the signature; by default FILE.sig")
	cmd.Flags().StringVar(&key, "key", "", "the public key as PEM")
	return cmd
}

func (c *cli) printVerified(doc support.ExportDocument) error {
	masked := "without personal data"
	if !doc.Masked {
		masked = "with personal data"
	}
	verified := struct {
		Of    string                `json:"of"`
		Key   refund.AttestationKey `json:"key"`
		By    refund.Person         `json:"made_by"`
		Cases int                   `json:"case_count"`
	}{doc.Of, doc.Key, doc.MadeBy, len(doc.Cases)}
	return c.print(verified, func(w foreign.Terminal) {
		w.Printf("unchanged: %s, %d refunds, %s, made %s by %s, signed by %s\n", doc.Of, len(doc.Cases), masked, doc.MadeAt.Format("2006-01-02 15:04 MST"), doc.MadeBy, doc.Key)
	})
}
