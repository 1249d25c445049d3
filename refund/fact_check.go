package refund

import "fmt"

// CodeBadFact: what a notification or an event says of a refund or a dispute is incomplete, or contradicts itself.
const CodeBadFact Code = "BAD_FACT"

// factTextBytesMax bounds the ids in a fact.
const factTextBytesMax = 255

// Check returns a Problem with CodeBadFact unless the fact says what happened, of which payment.
func (f Fact) Check() error {
	for name, text := range map[string]string{"id": f.ID, "provider": f.Provider, "reference": f.Reference} {
		if text == "" || len(text) > factTextBytesMax {
			return Problem{Code: CodeBadFact, Detail: fmt.Sprintf("its %s has %d bytes, and not 1 to %d", name, len(text), factTextBytesMax)}
		}
	}
	switch f.Kind {
	case FactRefund:
		return f.checkRefund()
	case FactDispute:
		return f.checkDispute()
	}
	return Problem{Code: CodeBadFact, Detail: fmt.Sprintf("its kind is %q", f.Kind)}
}

func (f Fact) checkRefund() error {
	switch r := f.Refund; {
	case r == nil:
		return Problem{Code: CodeBadFact, Detail: "it names no refund"}
	case r.Key == "" && r.ProviderRefundID == "":
		return Problem{Code: CodeBadFact, Detail: "it names the refund neither by key nor by the provider's id"}
	case len(r.Key) > factTextBytesMax || len(r.ProviderRefundID) > factTextBytesMax:
		return Problem{Code: CodeBadFact, Detail: "its refund's ids are too long"}
	case !r.Outcome.Kind.IsWord():
		return Problem{Code: CodeBadFact, Detail: fmt.Sprintf("%q is nothing that a provider says of a refund", r.Outcome.Kind)}
	case r.AmountMinor < 0 || r.AmountMinor == 0 && r.Key == "" || r.AmountMinor > CountMax || r.Currency == "": // a void of ours moves 0
		return Problem{Code: CodeBadFact, Detail: fmt.Sprintf("its amount is %d %s", r.AmountMinor, r.Currency)}
	}
	return nil
}

func (f Fact) checkDispute() error {
	switch d := f.Dispute; {
	case d == nil || d.DisputeID == "" || len(d.DisputeID) > factTextBytesMax:
		return Problem{Code: CodeBadFact, Detail: "it names no dispute"}
	case d.CapturedMinor < 0 || d.CapturedMinor > CountMax:
		return Problem{Code: CodeBadFact, Detail: fmt.Sprintf("it takes %d of the captured currency", d.CapturedMinor)}
	case d.AmountMinor < 0 || d.AmountMinor > CountMax || d.FeeMinor < 0 || d.FeeMinor > CountMax || d.Currency == "":
		return Problem{Code: CodeBadFact, Detail: fmt.Sprintf("its amount is %d %s", d.AmountMinor, d.Currency)}
	}
	switch f.Dispute.Stage {
	case DisputeInquiry, DisputeOpened, DisputeWon, DisputeLost, DisputeClosed:
		return nil
	}
	return Problem{Code: CodeBadFact, Detail: fmt.Sprintf("its stage is %q", f.Dispute.Stage)}
}
