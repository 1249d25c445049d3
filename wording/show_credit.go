package wording

// creditNote writes what a credit note for the refund says.
func (p page) creditNote() {
	if p.v.Proposal == nil {
		return
	}
	a := p.v.Proposal.Assessment
	for i, said := range p.say.CreditNote(a.CreditNote, a.Currency) {
		if i == 0 {
			p.line("credit", "%s", said)
			continue
		}
		p.more("%s", said)
	}
}
