package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report/liquidity"
)

// fundFlags name a fund, and what is done with it.
type fundFlags struct {
	merchant, provider, account, currency, id string
	said                                      amountFlags
}

// add adds the flags of an act. One without an amount names the currency by itself.
func (f *fundFlags) add(cmd *cobra.Command, amount bool) {
	flags := cmd.Flags()
	flags.StringVar(&f.merchant, "merchant", "", "whose account it is")
	flags.StringVar(&f.provider, "provider", "", "the provider, as payments name it")
	flags.StringVar(&f.account, "account", "", "its account there, where there are several")
	flags.StringVar(&f.id, "id", "", "the act's own id: the same one again changes nothing (by default made of all the act says, and of the day)")
	if amount {
		f.said.add(cmd, `"1000.00 CNY"`, "why")
		return
	}
	flags.StringVar(&f.currency, "currency", "", "the fund's currency")
	f.said.wordFlags.add(cmd, "why")
}

// act reads the flags.
func (f *fundFlags) act(kind ledger.FundActKind, today time.Time) (ledger.FundAct, error) {
	in := ledger.FundAct{Kind: kind, ID: f.id, By: refund.Person(f.said.by), Note: f.said.note, Fund: ledger.FundRef{
		Merchant: refund.MerchantID(f.merchant), Provider: f.provider, Account: f.account, Currency: refund.Currency(f.currency),
	}}
	err := needed("merchant", f.merchant, "provider", f.provider)
	if err != nil {
		return in, err
	}
	if kind == ledger.FundEnd {
		if err := needed("currency", f.currency); err != nil {
			return in, err
		}
		err = f.said.check()
	} else {
		in.AmountMinor, in.Fund.Currency, err = f.said.read()
	}
	if in.ID == "" {
		in.ID = actID(in, today)
	}
	return in, err
}

// actID is made of all that an act says, and of the UTC day.
func actID(in ledger.FundAct, today time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d %q %q %s", in.Kind, in.Fund.ProviderAccount(), in.Fund.Currency, in.AmountMinor, in.By, in.Note, today.UTC().Format(time.DateOnly)))
	return "f-" + hex.EncodeToString(sum[:6])
}

func (c *cli) fundCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "fund", Short: "grant, withdraw, end and show the reserve funds of provider accounts", Args: exactly(0),
		Long: "A fund limits what makegood sends over one account of a provider, in one currency. A leg holds its amount when it is\n" +
			"sent; one that the fund is short for waits, and goes on by itself. An account without a fund has no limit. One person\n" +
			"of reviewers.yaml is enough. See docs/liquidity.md.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		c.fundActCommand(ledger.FundGrant, "grant", "add to what a fund may pay; the first grant makes the fund",
			`  makegood fund grant --merchant shop --provider stripe --amount "10000.00 EUR" --by ann --note "November"`),
		c.fundActCommand(ledger.FundWithdraw, "withdraw", "take back of what is free; the fund stays in force, also with nothing free",
			`  makegood fund withdraw --merchant shop --provider stripe --amount "500.00 EUR" --by ann --note "needed elsewhere"`),
		c.fundActCommand(ledger.FundEnd, "end", "take back all that is free, and end the account's limit",
			`  makegood fund end --merchant shop --provider stripe --currency EUR --by ann --note "the takings suffice"`),
		c.fundShowCommand(),
	)
	return cmd
}

func (c *cli) fundActCommand(kind ledger.FundActKind, name, short, example string) *cobra.Command {
	var f fundFlags
	cmd := &cobra.Command{
		Use: name + " --merchant M --provider P --by NAME --note WHY", Short: short, Args: exactly(0), Example: example,
		RunE: func(cmd *cobra.Command, _ []string) error {
			in, err := f.act(kind, c.now())
			if err != nil {
				return err
			}
			return c.changeFund(cmd.Context(), in)
		},
	}
	f.add(cmd, kind != ledger.FundEnd)
	return cmd
}

// fundDone is what is printed of an act.
type fundDone struct {
	ID string `json:"id"`
	// Before: the same act was carried out before, and nothing was changed now.
	Before bool              `json:"carried_out_before,omitempty"`
	Fund   ledger.FundFigure `json:"fund"`
	// ToldCount is how many refunds that wait for the fund were told of it.
	ToldCount int `json:"told_count"`
}

func (c *cli) changeFund(ctx context.Context, in ledger.FundAct) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	staff, err := c.staff(ctx, s)
	if err != nil {
		return err
	}
	who, err := c.acting(ctx, s, in.By)
	if err != nil {
		return err
	}
	in.Acting, in.Authority = who.Witnessed(), who.Witnessed().Within(staff.Authority(in.By))
	var done fundDone
	var waits []ledger.FundWait
	err = c.withLedger(ctx, func(books ledger.Store) error {
		changed, err := books.ChangeFund(ctx, in)
		if err != nil {
			return err
		}
		done = fundDone{ID: in.ID, Before: changed.Before, Fund: changed.FundFigure}
		waits, err = books.FundWaits(ctx, 0)
		return err
	})
	if err != nil {
		return err
	}
	done.ToldCount = c.tellWaits(ctx, in.ID, ledger.FundServes(done.Fund, waits))
	return c.print(done, func(w foreign.Terminal) { writeFundDone(w, done) })
}

func writeFundDone(w foreign.Terminal, done fundDone) {
	f := done.Fund
	if done.Before {
		w.Printf("%s was carried out before; nothing is changed. Another act of the same day, amount and note needs an --id of its own\n", done.ID)
	}
	w.Printf("fund of %s %s: %s free, %s held, %s spent (act %s)\n", f.Merchant, strings.TrimSpace(f.Provider+" "+f.Account),
		refund.FormatAmount(f.FreeMinor, f.Currency), refund.FormatAmount(f.HeldMinor, f.Currency), refund.FormatAmount(f.SpentMinor, f.Currency), done.ID)
	if !f.InForce {
		w.Printf("it is ended: the account has no limit\n")
	}
	if done.ToldCount > 0 {
		w.Printf("%d refunds that waited for it are told, and go on now\n", done.ToldCount)
	}
}

func (c *cli) fundShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "how the funds stand, and how much waits for them", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				funds, err := books.Funds(cmd.Context())
				if err != nil {
					return err
				}
				var written error
				err = c.print(append([]ledger.FundFigure{}, funds...), func(w foreign.Terminal) {
					table := w.Table()
					table.Printf("  account\tgranted\tfree\theld\tspent\twaiting\n")
					liquidity.WriteFunds(table, funds)
					written = table.Flush()
				})
				if err != nil {
					return err
				}
				return written
			})
		},
	}
}
