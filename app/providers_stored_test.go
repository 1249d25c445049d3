package app

import (
	"errors"
	"slices"
	"testing"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// TestStoredValueIsAProviderWithoutSettings: it is listed with its limits and what stops it, and has nothing to try.
func TestStoredValueIsAProviderWithoutSettings(t *testing.T) {
	states := ProviderStates(config.Settings{}, []ledger.Thrown{{Name: ledger.SwitchOf(refund.StoredProvider, ""), By: "anna"}})
	at := slices.IndexFunc(states, func(s ProviderState) bool { return s.Name == refund.StoredProvider })
	if at < 0 {
		t.Fatal("it is not listed")
	}
	got := states[at]
	if !got.Configured || got.Receives || len(got.Missing) != 0 || len(got.Stopped) != 1 || got.Limits.Classes["frozen"] != refund.DeclinedInstrument ||
		got.Terms.CallTimeoutSeconds != 5 || got.Terms.RemembersKeysSeconds != 0 {
		t.Errorf("listed as %+v", got)
	}
	var coded Coded
	if problems, err := CheckProvider(t.Context(), config.Settings{}, refund.StoredProvider); !errors.As(err, &coded) || coded.Code != CodeProviderNotConfigured {
		t.Errorf("tried: %v, %v", problems, err)
	}
}
