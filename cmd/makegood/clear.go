package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// clearFlags are a clearing as it is typed.
type clearFlags struct {
	paid, notPaid                        bool
	leg, reference, by, note, clearingID string
	evidence                             []string
}

func (c *cli) clearCommand() *cobra.Command {
	var f clearFlags
	cmd := &cobra.Command{
		Use:   "clear ID --leg LEG --paid|--not-paid --reference REFERENCE --by NAME [--evidence URI]...",
		Short: "say what the provider wrote of a leg that stays undecided",
		Long: "Say what the provider wrote of a leg that stays undecided. It is booked once two people of the policy's roles have said\n" +
			"the same; two people who contradict each other are refused. Not paid is refused while an attempt may still be under way.\n" +
			"`makegood look-now` asks the provider itself.",
		Example: `  makegood clear shop/1001/c-1 --leg 1 --paid --reference re_118 --evidence https://mail.example/118 --by ann
  makegood clear shop/1001/c-1 --leg 1 --not-paid --reference "case 2207" --by fay --note "by phone and in writing"`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			in, err := f.request(id)
			if err != nil {
				return err
			}
			return c.perform(func(s service) (api.Acted, error) {
				return s.Clear(cmd.Context(), c.call(f.by, idOr(f.clearingID)), in)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.leg, "leg", "", "the leg, as makegood show numbers it")
	flags.BoolVar(&f.paid, "paid", false, "the money moved")
	flags.BoolVar(&f.notPaid, "not-paid", false, "the money did not move, and will not")
	flags.StringVar(&f.reference, "reference", "", "the provider's id of the movement, or of its answer")
	flags.StringArrayVar(&f.evidence, "evidence", nil, "the address of what the provider wrote; may be repeated")
	flags.StringVar(&f.by, "by", "", "who says it (not who asked for the refund)")
	flags.StringVar(&f.note, "note", "", "what else is known")
	flags.StringVar(&f.clearingID, "clearing-id", "", "makes the act repeatable; by default a new one")
	return cmd
}

func (f clearFlags) request(id refund.ID) (api.ClearRequest, error) {
	said, err := oneOf(option{"paid", f.paid}, option{"not-paid", f.notPaid})
	if err != nil {
		return api.ClearRequest{}, err
	}
	fact := refund.FactPaid
	if said == "not-paid" {
		fact = refund.FactNotPaid
	}
	in := api.ClearRequest{ID: id, Leg: refund.LegID(f.leg), Fact: fact, Reference: f.reference, Evidence: f.evidence, Note: f.note}
	return in, needed("leg", f.leg, "reference", f.reference, "by", f.by)
}
