package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// sixty makes the whole example come to 60.00 CNY.
func sixty(body map[string]any) {
	line := body["lines"].([]any)[0].(map[string]any)
	line["unit_price_minor"], line["tax"].(map[string]any)["amount_minor"] = 2400, 552
	firstPayment(body)["captured_minor"] = 6000
}

// TestARefundWaitsForItsFundAndIsPaidWhenItIsGranted: of a fund of 100.00 the second refund of 60.00 waits, and the grant
// wakes it.
func TestARefundWaitsForItsFundAndIsPaidWhenItIsGranted(t *testing.T) {
	t.Parallel()
	w := start(t)
	of := []string{"--merchant", "m-001", "--provider", "simulator", "--by", "ops", "--note", "November"}
	w.mustRun(append([]string{"fund", "grant", "--amount", "100.00 CNY"}, of...)...)
	w.spawn("starter")
	w.spawn("worker")
	w.publish("order-fund-1", sixty, refund.StatusRefunded)
	second := w.publish("order-fund-2", sixty, refund.StatusPayingOut)
	w.legIs(second, func(l refund.LegStanding) bool { return l.Stopped == refund.CodeFundShort })
	if got := w.movedFor("order-fund-2"); got != 0 {
		t.Errorf("moved %d while the fund was short", got)
	}
	w.fundWaits(second)
	w.booksAgree()

	var done struct {
		Fund      ledger.FundFigure `json:"fund"`
		ToldCount int               `json:"told_count"`
	}
	out := w.mustRun(append([]string{"fund", "grant", "--json", "--amount", "20.00 CNY"}, of...)...)
	if err := json.Unmarshal([]byte(out), &done); err != nil || done.ToldCount != 1 || done.Fund.GrantedMinor != 12000 {
		t.Errorf("the grant: %v %s", err, out)
	}
	w.reaches(second, refund.StatusRefunded)
	for _, order := range []string{"order-fund-1", "order-fund-2"} {
		if minor, times := w.book().For("ch_" + order); minor != 6000 || times != 1 {
			t.Errorf("of %s moved %d in %d movements", order, minor, times)
		}
	}
	w.booksAgree()
	if out := w.mustRun("fund", "show"); !strings.Contains(out, "120.00 CNY  0.00 CNY  0.00 CNY  120.00 CNY  nothing") {
		t.Errorf("the fund is shown as\n%s", out)
	}
}

// fundWaits fails unless a refund is the one that waits for the fund, wherever people look.
func (w *world) fundWaits(id refund.ID) {
	w.t.Helper()
	for _, c := range []struct {
		says string
		args []string
	}{
		{string(id), []string{"waiting", "--fund"}},
		{"1 legs, 60.00 CNY", []string{"fund", "show"}},
		{"waits for the fund", []string{"liquidity"}},
		{"FUND_SHORT", []string{"doctor"}},
		{"docs/runbooks/fund-short.md", []string{"show", string(id)}},
	} {
		if out := w.mustRun(c.args...); !strings.Contains(out, c.says) {
			w.t.Errorf("makegood %s does not say %q:\n%s", strings.Join(c.args, " "), c.says, out)
		}
	}
	if out := w.mustRun("waiting"); strings.Contains(out, string(id)) {
		w.t.Errorf("somebody is asked about it:\n%s", out)
	}
}
