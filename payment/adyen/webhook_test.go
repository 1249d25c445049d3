package adyen_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/refund"
)

// The key, the items and their signatures are Adyen's published examples: docs.adyen.com, "Verify HMAC signatures"
// (the authorisation), and the tests of Adyen's PHP library (the refund of 0).
func TestTheHMACIsAdyensPublishedExample(t *testing.T) {
	r := adyen.Receiver{Name: "adyen", HMACKeys: func() ([]string, error) {
		return []string{"44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"}, nil
	}}
	body := func(value, event, signature string) []byte {
		return []byte(`{"live":"false","notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":"` + signature + `"},
			"amount":{"value":` + value + `,"currency":"EUR"},"pspReference":"7914073381342284","eventCode":"` + event + `",
			"merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","paymentMethod":"visa","success":"true"}}]}`)
	}
	for _, c := range []struct{ value, event, signature string }{
		{"1130", "AUTHORISATION", "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="},
		{"0", "REFUND", "J7HhsgZo5KwqdB7LFZJV6rfQgp+RqC2kuYyw/3x3w+8="},
	} {
		if err := r.Verify(http.Header{}, body(c.value, c.event, c.signature)); err != nil {
			t.Errorf("%s of %s: %v", c.event, c.value, err)
		}
		if err := r.Verify(http.Header{}, body(c.value+"1", c.event, c.signature)); !errors.Is(err, payment.ErrForged) {
			t.Errorf("%s of %s1: got %v, want ErrForged", c.event, c.value, err)
		}
	}
	if facts, err := r.Facts(body("1130", "AUTHORISATION", "")); err != nil || facts != nil {
		t.Errorf("an authorisation: got %+v, %v", facts, err)
	}
}

func TestWhatIsNotSignedInOrMovesAFieldsBorderIsForged(t *testing.T) {
	good := adyentest.Sign(t, refundItem("REFUND", "true"))
	if err := receiver().Verify(good.Header, good.Body); err != nil {
		t.Fatal(err)
	}
	wrong := http.Header{}
	wrong.Set("Authorization", "Basic bm9ib2R5OnB3")
	moved := refundItem("REFUND", "true")
	moved.Original, moved.Account = "P:TestMerchant", "x"
	colon := adyentest.Sign(t, moved)
	for name, n := range map[string]struct {
		header http.Header
		body   []byte
	}{
		"another password": {wrong, good.Body}, "no item": {good.Header, []byte(`{"notificationItems":[]}`)},
		"no JSON": {good.Header, []byte(`<xml/>`)}, "a colon in a field": {colon.Header, colon.Body},
	} {
		if err := receiver().Verify(n.header, n.body); !errors.Is(err, payment.ErrForged) {
			t.Errorf("%s: got %v, want ErrForged", name, err)
		}
	}
}

func refundItem(event, success string) adyentest.Item {
	return adyentest.Item{
		Amount: adyentest.Amount{Currency: "EUR", Value: 4500}, Event: event, Account: "TestMerchant", Reference: "makegood_k1",
		Original: psp, Psp: "R1", Success: success, Reason: "told", Date: "2026-01-02T03:04:05+01:00", Additional: map[string]string{},
	}
}

func TestAModificationBecomesWhatItsEventSays(t *testing.T) {
	byHand := func(i adyentest.Item) adyentest.Item { i.Reference = "ORDER-1"; return i }
	reversal := func(success, action string) adyentest.Item {
		i := refundItem("CANCEL_OR_REFUND", success)
		i.Additional["modification.action"] = action
		return i
	}
	for _, c := range []struct {
		name  string
		item  adyentest.Item
		kind  refund.OutcomeKind // empty: it says nothing
		minor int64
		key   string
	}{
		{"a refund", refundItem("REFUND", "true"), refund.OutcomeSettled, 4500, "k1"},
		{"a refund by hand", byHand(refundItem("REFUND", "true")), refund.OutcomeSettled, 4500, ""},
		{"a refund that was refused", refundItem("REFUND", "false"), refund.OutcomeFailed, 4500, "k1"},
		{"a refund that the scheme rejected", refundItem("REFUND_FAILED", "true"), refund.OutcomeFailed, 4500, "k1"},
		{"a refund that came back", refundItem("REFUNDED_REVERSED", "true"), refund.OutcomeFailed, 4500, "k1"},
		{"a reversal that cancelled", reversal("true", "cancel"), refund.OutcomeSettled, 0, "k1"},
		{"a reversal that was refused", reversal("false", "cancel"), refund.OutcomeFailed, 0, "k1"},
		{"a reversal that refunded a payment captured meanwhile", reversal("true", "refund"), refund.OutcomeAbnormal, 0, "k1"},
		{"a reversal by hand that refunded", byHand(reversal("true", "refund")), refund.OutcomeSettled, 4500, ""},
		{"a reversal by hand that cancelled", byHand(reversal("true", "cancel")), "", 0, ""},
		{"a cancellation", refundItem("CANCELLATION", "true"), refund.OutcomeSettled, 0, "k1"},
		{"a cancellation that was refused", refundItem("CANCELLATION", "false"), refund.OutcomeFailed, 0, "k1"},
		{"a cancellation by hand", byHand(refundItem("CANCELLATION", "true")), "", 0, ""},
		{"a capture", refundItem("CAPTURE", "true"), "", 0, ""},
	} {
		facts, err := receiver().Facts(adyentest.Sign(t, c.item).Body)
		if c.kind == "" {
			if err != nil || facts != nil {
				t.Errorf("%s: got %+v, %v; want nothing", c.name, facts, err)
			}
			continue
		}
		if err != nil || len(facts) != 1 && c.kind != refund.OutcomeAbnormal {
			t.Errorf("%s: got %+v, %v", c.name, facts, err)
			continue
		}
		f := facts[0]
		if f.Refund.Outcome.Kind != c.kind || f.Refund.AmountMinor != c.minor || f.Refund.Key != c.key || f.Refund.ProviderRefundID != "R1" ||
			f.Reference != psp || f.Account != "TestMerchant" || f.OccurredAt.Hour() != 2 {
			t.Errorf("%s: got %+v of %+v", c.name, f, f.Refund)
		}
	}
}

func TestADisputeHasTheStagesOfItsEvents(t *testing.T) {
	for event, want := range map[string][]refund.DisputeStage{
		"REQUEST_FOR_INFORMATION": {refund.DisputeInquiry}, "NOTIFICATION_OF_CHARGEBACK": {refund.DisputeOpened}, "CHARGEBACK": {refund.DisputeOpened},
		"DISPUTE_OPENED_WITH_CHARGEBACK": {refund.DisputeOpened}, "CHARGEBACK_REVERSED": {refund.DisputeWon},
		"ISSUER_RESPONSE_TIMEFRAME_EXPIRED": {refund.DisputeWon}, "PREARBITRATION_WON": {refund.DisputeWon}, "SCHEME_ARBITRATION_WON": {refund.DisputeWon},
		"SECOND_CHARGEBACK": {refund.DisputeOpened, refund.DisputeLost}, "PREARBITRATION_LOST": {refund.DisputeLost},
		"SCHEME_ARBITRATION_LOST": {refund.DisputeLost}, "DISPUTE_DEFENSE_PERIOD_ENDED": {refund.DisputeLost},
		"PREARBITRATION_OPEN": nil, "NOTIFICATION_OF_FRAUD": nil, "INFORMATION_SUPPLIED": nil,
	} {
		i := refundItem(event, "true")
		i.Psp, i.Additional["defensePeriodEndsAt"] = "D1", "2026-02-02T03:04:05+01:00"
		facts, err := receiver().Facts(adyentest.Sign(t, i).Body)
		if err != nil || len(facts) != len(want) {
			t.Errorf("%s: got %+v, %v; want %v", event, facts, err, want)
			continue
		}
		ids := map[string]bool{}
		for n, f := range facts {
			ids[f.ID] = true
			if f.Dispute.Stage != want[n] || f.Dispute.DisputeID != "D1" || f.Dispute.AmountMinor != 4500 || f.Reference != psp || f.Dispute.EvidenceDueAt == nil {
				t.Errorf("%s: got %+v of %+v", event, f, f.Dispute)
			}
		}
		if len(ids) != len(want) {
			t.Errorf("%s: its facts have the ids %v", event, ids)
		}
	}
}

func TestWhatCannotBeReadIsKeptForAPerson(t *testing.T) {
	change := func(by func(*adyentest.Item)) adyentest.Item {
		i := refundItem("REFUND", "true")
		by(&i)
		return i
	}
	for name, i := range map[string]adyentest.Item{
		"no payment":             change(func(i *adyentest.Item) { i.Original = "" }),
		"a dispute's payment":    change(func(i *adyentest.Item) { i.Event, i.Original = "CHARGEBACK_REVERSED", "" }),
		"no time":                change(func(i *adyentest.Item) { i.Date = "yesterday" }),
		"no success":             change(func(i *adyentest.Item) { i.Success = "maybe" }),
		"no currency in use":     change(func(i *adyentest.Item) { i.Amount.Currency = "XXX" }),
		"a part of a minor unit": change(func(i *adyentest.Item) { i.Amount = adyentest.Amount{Currency: "CLP", Value: 4501} }),
		"a reversal of no kind":  change(func(i *adyentest.Item) { i.Event = "CANCEL_OR_REFUND" }),
	} {
		if facts, err := receiver().Facts(adyentest.Sign(t, i).Body); !errors.Is(err, payment.ErrUnreadable) {
			t.Errorf("%s: got %+v, %v; want ErrUnreadable", name, facts, err)
		}
	}
}

func TestAReversalThatRefundedIsToldAsAbnormalAndAsARefundOfItsOwn(t *testing.T) {
	server := adyentest.New(t)
	server.ReversalsRefund()
	in := ask("k1")
	in.AmountMinor, in.Void = 0, true
	if got, err := adapter(t, server.URL).Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomePending {
		t.Fatalf("got %+v, %v", got, err)
	}
	server.Step(psp)
	told := server.Notifications(t, psp)
	if len(told) == 0 {
		t.Fatal("nothing was notified")
	}
	facts, err := receiver().Facts(told[0].Body)
	if err != nil || len(facts) != 2 || facts[0].Refund.Outcome.Kind != refund.OutcomeAbnormal || facts[0].Refund.AmountMinor != 0 || !strings.Contains(facts[0].Refund.Outcome.Reason, "45.00") {
		t.Errorf("got %+v, %v", facts, err)
	}
	if made := facts[1].Refund; made.Key != "" || made.AmountMinor != 4500 || made.Outcome.Kind != refund.OutcomeSettled ||
		made.ProviderRefundID == facts[0].Refund.ProviderRefundID || facts[1].ID == facts[0].ID {
		t.Errorf("the refund is told as %+v of %+v", facts[1], made)
	}
}

func TestTheAnswerIsAccepted(t *testing.T) {
	if status, _, body := receiver().Answer(); status != http.StatusOK || string(body) != "[accepted]" {
		t.Errorf("got %d %q", status, body)
	}
}
