package policy

import (
	"github.com/makegood/makegood/policy/creditnote"
	"github.com/makegood/makegood/refund"
)

// noteCredit says what a credit note for the refund says (MONEY C14).
func (w *work) noteCredit() error {
	if len(w.out.Components) == 0 {
		return nil
	}
	earlier := make([][]refund.Component, len(w.earlier))
	for i := range w.earlier {
		earlier[i] = w.earlier[i].Components
	}
	var err error
	w.out.CreditNote, err = creditnote.Of(creditnote.Input{Order: &w.order, Earlier: earlier, Components: w.out.Components})
	return err
}
