package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

func TestTheEvidenceIsWrittenAsAPageForItsOwnerAlone(t *testing.T) {
	s := booked(t, func(d *ledgertest.Desk) {
		id := d.Sent("o1", "c1", 1)
		d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: "re_7", BankReference: "ARN-7"})
		d.Outside("o1", "re_9", 600)
		for i, stage := range []refund.DisputeStage{refund.DisputeOpened, refund.DisputeLost} {
			d.Book(refund.Fact{
				ID: string(stage), Kind: refund.FactDispute, Provider: "simulator", Reference: "ch_o1", OccurredAt: at.Add(time.Duration(i-24) * time.Hour),
				Dispute: &refund.DisputeFact{DisputeID: "dp_1", Stage: stage, AmountMinor: 22600, Currency: "CNY", Reason: "<script>alert(1)</script>"},
			})
		}
	})
	path := filepath.Join(t.TempDir(), "dp_1.html")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.mustRun(t, "dispute", "evidence", "dp_1", "--html", path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v (%v)", info.Mode(), err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	for _, want := range []string{"re_7", "ARN-7", "226.00 CNY", "113.00 CNY", "Dispute LOST", "LegSettled (part 1)", "&lt;script&gt;alert(1)&lt;/script&gt;", "re_9", "ch_o1"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	for _, never := range []string{"<script", "src=", "href=", "http://", "https://"} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q: it is to load and run nothing", never)
		}
	}
	if strings.Index(page, "Dispute OPENED") > strings.Index(page, "Dispute LOST") {
		t.Error("the timeline is not oldest first")
	}
}
