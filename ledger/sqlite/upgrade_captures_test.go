package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

func TestTheCapturesOfAnOlderVersionGetTheirReferencesFromTheirOrders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	young, old := time.Date(2026, 11, 9, 8, 0, 0, 250_000_000, time.FixedZone("", 8*3600)), time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	c := ledgertest.Request("o1", "c1", 1)
	c.Order.Payments[0].Captures = []refund.Capture{
		{CaptureID: "young", ProviderReference: "cap_young", AmountMinor: 12600, CapturedAt: &young},
		{CaptureID: "old", ProviderReference: "cap_old", AmountMinor: 10000, CapturedAt: &old},
	}
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	d.Propose(c, ledgertest.Units(1)) // against the payment, as an older version did
	plain := ledgertest.Request("o2", "c1", 1)
	d.Propose(plain, ledgertest.Units(1))
	older(t, path)

	d = ledgertest.At(t, open(t, path, time.Now), nil)
	got := d.Balances(c.ID())[0].Captures
	if len(got) != 2 || got[0].ProviderReference != "cap_old" || !got[0].CapturedAt.Equal(old) || got[0].UsedMinor != 10000 ||
		got[1].ProviderReference != "cap_young" || !got[1].CapturedAt.Equal(young) || got[1].UsedMinor != 1300 {
		t.Errorf("got %+v", got)
	}
	if b := d.Begin(c.ID()); b.Instruction.Reference != "ch_o1" {
		t.Errorf("a leg that was planned against the payment goes to %q", b.Instruction.Reference)
	}
	if captures := d.Balances(plain.ID())[0].Captures; captures != nil {
		t.Errorf("a payment without captures of its own has %+v", captures)
	}
	d.BooksAgree()
}
