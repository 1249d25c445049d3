package app_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// TestAPreviewIsOfTheOrderAsItStandsInTheLedgerAndKeepsNothing: what was decided before counts, and what is previewed
// does not.
func TestAPreviewIsOfTheOrderAsItStandsInTheLedgerAndKeepsNothing(t *testing.T) {
	at := time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	settings, err := config.Load(map[string]string{"MAKEGOOD_DATA_DIR": filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.CreateLedger(t.Context(), settings, now); err != nil {
		t.Fatal(err)
	}
	ports := app.NewServicePorts(settings, now)
	t.Cleanup(ports.Close)
	service, err := api.New(ports.Ports())
	if err != nil {
		t.Fatal(err)
	}
	whole := contractRequest(t, at)
	again := whole
	again.Cancellation.Request = "c-2"
	again.Digest = refund.Digest(again.Cancellation)
	foreign := whole
	foreign.Cancellation.Key.Order = "another"
	for range 2 { // the second time finds the books as the first did
		previews, err := service.PreviewRefund(t.Context(), api.Call{Subject: api.Person("ann")}, api.PreviewRefundRequest{
			Requests: []refund.Request{whole, again, foreign},
		})
		if err != nil || len(previews) != 3 {
			t.Fatalf("%+v, %v", previews, err)
		}
		if first := previews[0].Line; first == nil || first.TotalMinor == 0 || !first.Eligible {
			t.Errorf("the first: %+v, %v", first, previews[0].Error)
		}
		if next := previews[1].Line; next == nil || next.TotalMinor != 0 {
			t.Errorf("the whole order again: %+v, %v", next, previews[1].Error)
		}
		if other := previews[2].Error; other == nil || other.Code != refund.CodeNotSupported {
			t.Errorf("another order: %+v", previews[2])
		}
		page, err := service.ListRefunds(t.Context(), api.Call{Subject: api.Person("ann")}, api.ListRefundsRequest{})
		if err != nil || len(page.Refunds) != 0 {
			t.Errorf("kept %+v, %v", page, err)
		}
	}
}

func contractRequest(t *testing.T, at time.Time) refund.Request {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "internal", "demo", "examples", "order-cancelled.whole.json"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := event.Decode(event.Message{Value: raw}, at)
	if err != nil {
		t.Fatal(err)
	}
	return request
}
