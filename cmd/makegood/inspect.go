package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

func (c *cli) inspectCommand() *cobra.Command {
	var f inspectFlags
	cmd := &cobra.Command{
		Use:   "inspect ID --by NAME [--all-accepted | --accept LINE=N --partial LINE=N:AMOUNT[:WHY] --refuse LINE=N[:WHY] | --sent-carrier NAME --sent-reference NUMBER]",
		Short: "say what was found of the goods that came back",
		Long: "Say what was found of the goods that came back, line by line; every flag may be repeated. What of an expected line is\n" +
			"named by none did not arrive. --partial names what those are worth less, together. --evidence is of one line\n" +
			"(LINE=URI), or of every line that is named. Where the law lets the money wait for the goods no longer than until\n" +
			"their sending is proved, --sent-carrier and --sent-reference enter that proof, and nothing has to be inspected.",
		Example: `  makegood inspect shop/1001/c-1 --all-accepted --by wim
  makegood inspect shop/1001/c-1 --accept 1=2 --partial "1=1:5.00 CNY:scratched" --refuse "2=1:not ours" --evidence 2=https://photos.example/2.jpg --by wim
  makegood inspect shop/1001/c-1 --sent-carrier DHL --sent-reference 00340434161094042557 --by wim`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			if err := needed("by", f.by); err != nil {
				return err
			}
			if f.carrier != "" || f.reference != "" {
				return c.proveSent(cmd.Context(), id, f)
			}
			if f.allAccepted {
				return c.acceptAll(cmd.Context(), id, f)
			}
			in, err := f.request(id)
			if err != nil {
				return err
			}
			return c.inspect(cmd.Context(), f, in)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.allAccepted, "all-accepted", false, "everything that was expected came back as it should")
	flags.StringArrayVar(&f.accept, "accept", nil, "as it should be: LINE=QUANTITY")
	flags.StringArrayVar(&f.partial, "partial", nil, "taken back for less: LINE=QUANTITY:AMOUNT[:WHY]")
	flags.StringArrayVar(&f.refuse, "refuse", nil, "not taken back: LINE=QUANTITY[:WHY]")
	flags.StringArrayVar(&f.evidence, "evidence", nil, "the address of a photo or a document: [LINE=]URI")
	flags.StringVar(&f.receivedAt, "received-at", "", "when the goods came back, as 2026-11-28T09:00:00Z; by default now. A law may count from it")
	flags.StringVar(&f.carrier, "sent-carrier", "", "who carries goods that nobody has seen yet")
	flags.StringVar(&f.reference, "sent-reference", "", "the carrier's number of that parcel")
	flags.StringVar(&f.by, "by", "", "who inspected (not who asked for the refund)")
	flags.StringVar(&f.note, "note", "", "what else was seen")
	flags.StringVar(&f.inspectionID, "inspection-id", "", "names the inspection; by default a new one")
	return cmd
}

// acceptAll accepts everything the refund waits for. Documents are of lines, so the lines are named where there
// are any.
func (c *cli) acceptAll(ctx context.Context, id refund.ID, f inspectFlags) error {
	if len(f.accept)+len(f.partial)+len(f.refuse) > 0 {
		return usage("--all-accepted goes without --accept, --partial and --refuse")
	}
	received, err := f.received()
	if err != nil {
		return err
	}
	in := api.InspectRequest{ID: id, AllAccepted: true, Note: f.note, ReceivedAt: received}
	if len(f.evidence) == 0 {
		return c.inspect(ctx, f, in)
	}
	lines, err := c.expectedLines(ctx, id)
	if err != nil {
		return err
	}
	for _, line := range lines {
		f.accept = append(f.accept, fmt.Sprintf("%s=%d", line.LineID, line.Quantity))
	}
	if in, err = f.request(id); err != nil {
		return err
	}
	return c.inspect(ctx, f, in)
}

// expectedLines are the goods that the refund waits for.
func (c *cli) expectedLines(ctx context.Context, id refund.ID) (lines []refund.GoodsLine, err error) {
	err = c.withService(func(s service) error {
		found, err := s.GetRefund(ctx, c.reading(), api.GetRefundRequest{ID: id})
		if err != nil {
			return err
		}
		if found.Ledger != nil {
			return found.Ledger
		}
		if found.Proposal == nil || found.Proposal.Assessment.Goods == nil {
			return refund.Problem{Code: refund.CodeWrongState, Detail: fmt.Sprintf("no goods have to come back; the refund is %s", found.Status)}
		}
		lines = found.Proposal.Assessment.Goods.Lines
		return nil
	})
	return lines, err
}

func (c *cli) inspect(ctx context.Context, f inspectFlags, in api.InspectRequest) error {
	return c.perform(func(s service) (api.Acted, error) {
		return s.Inspect(ctx, c.call(f.by, idOr(f.inspectionID)), in)
	})
}

// proveSent enters the proof that the goods were sent.
func (c *cli) proveSent(ctx context.Context, id refund.ID, f inspectFlags) error {
	if f.allAccepted || f.receivedAt != "" || len(f.accept)+len(f.partial)+len(f.refuse) > 0 {
		return usage("--sent-carrier and --sent-reference are for goods that nobody has seen yet: they go without what was found")
	}
	if f.carrier == "" || f.reference == "" {
		return usage("--sent-carrier and --sent-reference go together")
	}
	proof := refund.SentProof{Carrier: f.carrier, Reference: f.reference}
	for _, uri := range f.evidence {
		proof.Evidence = append(proof.Evidence, refund.Evidence{URI: uri})
	}
	return c.inspect(ctx, f, api.InspectRequest{ID: id, Note: f.note, SentProof: &proof})
}
