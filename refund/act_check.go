package refund

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Check refuses an act that is not whole or is too long, whatever the refund's status (BAD_DECISION,
// TOO_LARGE, UNKNOWN_VIA). Who answers an offer by a link needs no name: the link says whose it is.
func (a Act) Check() (Problem, bool) {
	if raw, err := json.Marshal(a); err != nil {
		return badAct("it cannot be written out: %v", err)
	} else if length := openLen(string(raw)); length > ActBytesMax {
		return Problem{Code: CodeTooLarge, Detail: fmt.Sprintf("it has %d bytes, %d are allowed", length, ActBytesMax)}, true
	}
	if strings.TrimSpace(string(a.By())) == "" && (a.Kind != ActAnswerOffer || a.OfferReply.Token == "") {
		return badAct("who acts has to be said (by)")
	}
	switch a.Kind {
	case ActDecide:
		return a.Decision.check()
	case ActResolve:
		return a.Resolution.check()
	case ActClear:
		return a.Clearing.check()
	case ActAsk:
		return needed(field{"info_id", string(a.Question.InfoID)}, field{"question", a.Question.Question})
	case ActAnswer:
		if len(a.Reply.Evidence) > 0 {
			return lengths(field{"answer", a.Reply.Answer})
		}
		return needed(field{"answer", a.Reply.Answer})
	case ActInspect:
		return a.Inspection.check()
	case ActAppeal:
		return needed(field{"appeal_id", string(a.Appeal.AppealID)}, field{"statement", a.Appeal.Statement})
	case ActChoose:
		return needed(field{"alternative_id", a.Choice.AlternativeID})
	case ActWithdraw:
		return lengths(field{"note", a.Withdrawal.Note})
	case ActAssign:
		return lengths(field{"note", a.Assignment.Note})
	case ActLookNow, ActAnswerOffer:
	}
	return Problem{}, false
}

func (d Decision) check() (Problem, bool) {
	if problem, wrong := needed(field{"decision_id", string(d.DecisionID)}); wrong {
		return problem, true
	}
	switch d.Verb {
	case VerbApprove, VerbReject:
		return lengths(field{"note", d.Note}, field{"message", d.Message})
	case VerbAdjust:
		if d.AmountMinor == nil || *d.AmountMinor <= 0 {
			return badAct("adjust needs amount_minor, above 0")
		}
		return lengths(field{"note", d.Note}, field{"message", d.Message})
	}
	return badAct("decision %q is not approve, reject or adjust", d.Verb)
}

func (r Resolution) check() (Problem, bool) {
	if problem, wrong := needed(field{"resolution_id", string(r.ResolutionID)}); wrong {
		return problem, true
	}
	switch r.Action {
	case ResolveRetry, ResolveGiveUp:
		return lengths(field{"note", r.Note})
	case ResolvePaidElsewhere:
		return needed(field{"reference", r.Reference})
	case ResolvePayAnotherWay:
		if r.Via != ViaStoreCredit {
			return Problem{Code: CodeUnknownVia, Detail: fmt.Sprintf("nothing is paid via %q; there is %s", r.Via, ViaStoreCredit)}, true
		}
		return lengths(field{"note", r.Note})
	}
	return badAct("action %q is not retry, paid_elsewhere, pay_another_way or give_up", r.Action)
}

// check refuses an inspection without an id, and a proof of sending beside what was found.
func (i Inspection) check() (Problem, bool) {
	if i.SentProof == nil {
		return needed(field{"inspection_id", string(i.InspectionID)})
	}
	if i.AllAccepted || len(i.Lines) > 0 || i.ReceivedAt != nil {
		return badInspection("sent_proof is for goods that nobody has seen yet: it takes no lines, no all_accepted and no received_at")
	}
	return needed(field{"inspection_id", string(i.InspectionID)}, field{carrierField, i.SentProof.Carrier},
		field{referenceField, i.SentProof.Reference})
}

func (c Clearing) check() (Problem, bool) {
	if c.Fact != FactPaid && c.Fact != FactNotPaid {
		return badAct("fact %q is not paid or not_paid", c.Fact)
	}
	return needed(field{"clearing_id", string(c.ClearingID)}, field{"leg_id", string(c.Leg)}, field{"reference", c.Reference})
}

// The fields that name a parcel.
const (
	carrierField   = "sent_proof.carrier"
	referenceField = "sent_proof.reference"
)

// field is a text of an act with its name.
type field struct{ name, text string }

// needed refuses fields that are empty or too long.
func needed(fields ...field) (Problem, bool) {
	for _, f := range fields {
		if f.text == "" {
			return badAct("%s is needed", f.name)
		}
	}
	return lengths(fields...)
}

// lengths refuses fields that are too long. What is said to a customer may be half as long as a note; what names a
// parcel stands in the standing, and is short. A sealed text counts as the text that it is.
func lengths(fields ...field) (Problem, bool) {
	for _, f := range fields {
		bytesMax := NoteBytesMax
		switch f.name {
		case "message", "question":
			bytesMax = WordsBytesMax
		case carrierField, referenceField:
			bytesMax = ReasonBytesMax
		}
		if length := openLen(f.text); length > bytesMax {
			return Problem{Code: CodeTooLarge, Detail: fmt.Sprintf("%s has %d bytes, %d are allowed", f.name, length, bytesMax)}, true
		}
	}
	return Problem{}, false
}

func badAct(format string, args ...any) (Problem, bool) {
	return Problem{Code: CodeBadDecision, Detail: fmt.Sprintf(format, args...)}, true
}
