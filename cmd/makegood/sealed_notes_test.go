package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// storedBytes are all bytes of the shell's ledger.
func (s *shell) storedBytes(t *testing.T) []byte {
	t.Helper()
	settings, err := s.cli.settings()
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(settings.LedgerPath + suffix)
		if err != nil && suffix == "" {
			t.Fatal(err)
		}
		all = append(all, raw...)
	}
	return all
}

func TestNotesAboutAPaymentAreSealedAndGoWithTheCustomersErasure(t *testing.T) {
	var owner refund.KeyOwner
	s := booked(t, func(d *ledgertest.Desk) {
		id := d.Paid("o1", "c1", 1)
		d.Outside("o1", "re_1", 6000)
		var err error
		if owner, err = d.Store.OwnerOf(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		for i, stage := range []refund.DisputeStage{refund.DisputeOpened, refund.DisputeLost} {
			d.Book(refund.Fact{
				ID: string(stage), Kind: refund.FactDispute, Provider: "simulator", Reference: "ch_o1", OccurredAt: at.Add(time.Duration(i-24) * time.Hour),
				Dispute: &refund.DisputeFact{DisputeID: "dp_1", Stage: stage, AmountMinor: 22600, Currency: "CNY"},
			})
		}
	})
	attribute := []string{"attribute", "re_1", "--provider", "simulator", "--reference", "ch_o1", "--goodwill", "--by", "anna", "--note", "Lin cried on the phone"}
	s.says(t, "accepted: attributed: goodwill", attribute...)
	s.says(t, "accepted: attributed: goodwill", attribute...)
	off := []string{"write-off", "w-1", "--provider", "simulator", "--reference", "ch_o1", "--amount", "50.00 CNY", "--note", "Lin moved to Brno", "--by"}
	s.says(t, "another person", append(off, "anna")...)
	s.says(t, "waits for another person", "dispute", "write-offs", "--open")
	s.cli.user = "user:ben@desk"
	s.says(t, "written off", append(off, "ben")...)
	for _, words := range []string{"cried on the phone", "moved to Brno"} {
		if bytes.Contains(s.storedBytes(t), []byte(words)) {
			t.Errorf("the ledger has %q readable", words)
		}
	}
	s.says(t, ": Lin moved to Brno\n  agreed by ben (command_line)", "dispute", "write-offs")
	s.says(t, "no write-off", "dispute", "write-offs", "--open")
	s.says(t, "Lin cried on the phone", "dispute", "outside", "--all", "--json")
	if evidence := s.mustRun(t, "dispute", "evidence", "dp_1", "--json"); strings.Contains(evidence, refund.SealedPrefix) || strings.Contains(evidence, "cried") {
		t.Errorf("the evidence has what a person wrote: %s", evidence)
	}
	s.mustRun(t, "erase", owner.Name, "--merchant", string(owner.Merchant), "--by", "dpo", "--reason", "asked", "--force", "--yes")
	s.says(t, "[erased on ", "dispute", "outside", "--all", "--json")
	s.says(t, ": [erased on ", "dispute", "write-offs")
}

func TestANoteThatIsTooLongIsRefused(t *testing.T) {
	s := booked(t, func(d *ledgertest.Desk) { d.Paid("o1", "c1", 1) })
	s.refuses(t, refund.CodeTooLarge, "write-off", "w-1", "--provider", "simulator", "--reference", "ch_o1", "--amount", "50.00 CNY", "--by", "anna",
		"--note", strings.Repeat("x", refund.NoteBytesMax+1))
}
