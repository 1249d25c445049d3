package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/refund"
)

// wordFlags are who says something of a payment, and why.
type wordFlags struct{ by, note string }

func (f *wordFlags) add(cmd *cobra.Command, note string) {
	cmd.Flags().StringVar(&f.by, "by", "", "who says so (reviewers.yaml)")
	cmd.Flags().StringVar(&f.note, "note", "", note)
}

// check refuses a word of nobody or without a reason, and a note that is longer than one of an act may be.
func (f wordFlags) check() error {
	if err := needed("by", f.by, "note", f.note); err != nil {
		return err
	}
	if len(f.note) > refund.NoteBytesMax {
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the note has %d bytes, more than %d", len(f.note), refund.NoteBytesMax)}
	}
	return nil
}

// amountFlags are a word that is of an amount.
type amountFlags struct {
	wordFlags
	amount string
}

func (f *amountFlags) add(cmd *cobra.Command, example, note string) {
	cmd.Flags().StringVar(&f.amount, "amount", "", "how much, with its currency: "+example)
	f.wordFlags.add(cmd, note)
}

// read is the amount, in minor units of its currency.
func (f amountFlags) read() (int64, refund.Currency, error) {
	if err := needed("amount", f.amount); err != nil {
		return 0, "", err
	}
	if err := f.check(); err != nil {
		return 0, "", err
	}
	return refund.ParseAmount(f.amount)
}
