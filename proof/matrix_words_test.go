package proof_test

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// outcome is the cell as the page has it.
func (s *stage) outcome() outcome {
	s.Helper()
	now := s.standing()
	var legs []string
	for _, leg := range now.Legs {
		legs = append(legs, legWords(leg))
	}
	minor, count := s.moved()
	moved := fmt.Sprintf("%s in %d", amountOf(minor), count)
	if count == 0 {
		moved = "nothing"
	}
	kinds, _ := s.told.said()
	return outcome{leg: strings.Join(legs, " + "), refund: string(now.Status), accounts: accountsOf(s.balance()), moved: moved, told: strings.Join(kinds, ", ")}
}

func legWords(leg refund.LegStanding) string {
	words := string(leg.Status)
	switch {
	case leg.Via != "":
		words += " as " + strings.ToLower(strings.ReplaceAll(string(leg.Via), "_", " "))
	case leg.Void:
		words += " (void)"
	}
	for _, code := range []refund.Code{leg.NeedsPerson, leg.Stopped} {
		if code != "" && !strings.Contains(words, string(code)) {
			words += " `" + string(code) + "`"
		}
	}
	return words
}

func accountsOf(b refund.PaymentBalance) string {
	var words []string
	for _, account := range []struct {
		name  string
		minor int64
	}{
		{"open", b.OpenMinor}, {"held", b.HeldMinor}, {"sent", b.SentMinor}, {"returned", b.ReturnedMinor}, {"external", b.ExternalMinor},
		{"disputed", b.DisputedMinor}, {"charged back", b.ChargedBackMinor}, {"excess", b.ExcessMinor},
	} {
		if account.minor != 0 {
			words = append(words, account.name+" "+amountOf(account.minor))
		}
	}
	if len(words) == 0 {
		return "all zero"
	}
	return strings.Join(words, ", ")
}
