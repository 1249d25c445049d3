package messaging_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

var now = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func after(days int) *time.Time {
	at := now.AddDate(0, 0, days)
	return &at
}

// notice is a complete notice of a kind: 45.00 of 100.00 CNY are paid, a coupon of 20.00 is offered.
func notice(kind refund.NoticeKind, locale string) refund.Notice {
	return refund.Notice{
		Refund: "refund/acme/o-1001/c-1", Kind: kind, Locale: locale, TimeZone: "Asia/Shanghai", Currency: "CNY",
		Customer: "u-42", Reason: "HIGH_RISK", TotalMinor: 10000, PaidMinor: 4500, At: now,
		Explained: &refund.Explanation{
			Request: refund.Cancellation{Order: refund.Order{Lines: []refund.Line{{LineID: "l1", Quantity: 3, SKU: "MUG-7", Title: "Blue mug"}}}},
			Assessment: &refund.Assessment{Currency: "CNY", TotalMinor: 10000, Components: []refund.Component{
				{Kind: refund.ComponentLine, LineID: "l1", Quantity: 3, AmountMinor: 12000},
				{Kind: refund.ComponentRestocking, LineID: "l1", AmountMinor: -2000},
			}},
		},
		Ways:       []refund.Way{{Provider: "simulator", Kind: refund.PaymentCard, AmountMinor: 10000}},
		ExpectedBy: after(3), UsuallySeconds: 26 * 3600,
		Why: []string{"OUTSIDE_WINDOW", "HIGH_RISK"}, Message: "The box was opened.", AppealBy: after(14),
		Question: "Can you send us a photo of the parcel?", AnswerBy: after(5),
		Goods: []refund.GoodsLine{{LineID: "l1", Quantity: 3, Title: "Blue mug"}}, ReturnBy: after(10),
		Inspected: []refund.InspectedLine{{
			LineID: "l1", AcceptedQuantity: 1, PartialQuantity: 1, DeductMinor: 1500, Reason: "DAMAGED",
		}},
		OfferTerms: &refund.OfferTerms{
			Choices: []refund.OfferChoice{{ID: "c1", Kind: refund.OfferCoupon, AmountMinor: 2000}}, ExpirySeconds: 14 * 24 * 3600,
		},
		OfferCode: "MG-7F3K",
	}
}

// zeroes are a notice of an authorisation that is cancelled: there is no money to speak of.
func zeroes(n refund.Notice) refund.Notice {
	n.TotalMinor, n.PaidMinor = 0, 0
	n.Explained = &refund.Explanation{Request: n.Explained.Request, Assessment: &refund.Assessment{
		Currency: "CNY", Legs: []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", Void: true}},
	}}
	return n
}

// links have a secret of 32 bytes.
func links(t *testing.T) *messaging.Links {
	t.Helper()
	l, err := messaging.NewLinks(messaging.Links{
		Secret: []byte("0123456789abcdef0123456789abcdef"), BaseURL: "https://acme.example/offers?lang=en", SurveyURL: "https://acme.example/survey",
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func render(t *testing.T, n refund.Notice) messaging.Message {
	t.Helper()
	m, err := messaging.Renderer{Speak: explain.Speak}.Render(n, refund.Contact{Email: "li@example.test"})
	if err != nil {
		t.Fatalf("%s in %s: %v", n.Kind, n.Locale, err)
	}
	return m
}

// whole is everything a message says.
func whole(m messaging.Message) string { return m.Subject + "\n" + m.Short + "\n" + m.Body }

func mentions(text string, phrases []string) []string {
	text = strings.ToLower(strings.ReplaceAll(text, "\u00a0", " "))
	var said []string
	for _, phrase := range phrases {
		if strings.Contains(text, strings.ToLower(phrase)) {
			said = append(said, phrase)
		}
	}
	return said
}

func wantSaid(t *testing.T, m messaging.Message, phrases ...string) {
	t.Helper()
	if said := mentions(whole(m), phrases); len(said) != len(phrases) {
		t.Errorf("%s in %s says only %q of %q:\n%s", m.Kind, m.Locale, said, phrases, whole(m))
	}
}

func wantUnsaid(t *testing.T, m messaging.Message, phrases ...string) {
	t.Helper()
	if said := mentions(whole(m), phrases); len(said) > 0 {
		t.Errorf("%s in %s says %q:\n%s", m.Kind, m.Locale, said, whole(m))
	}
}

func TestMessagesNameTheExactAmountsDaysAndWords(t *testing.T) {
	for _, c := range []struct {
		kind   refund.NoticeKind
		locale string
		want   []string
	}{
		{refund.NoticeAcknowledged, "en", []string{"CN¥100.00", "3 × Blue mug: CN¥120.00", "Restocking fee for Blue mug: -CN¥20.00", "often arrives within 2 days", "3 × Blue mug"}},
		{refund.NoticeAcknowledged, "zh-CN", []string{"￥100.00", "￥120.00", "通常 2 天内到账", "Blue mug × 3"}},
		{refund.NoticeAwaitingApproval, "en", []string{"CN¥100.00"}},
		{refund.NoticeAwaitingGoods, "en", []string{"3 × Blue mug", "November 12, 2026, 5:00 pm", "CN¥100.00"}},
		{refund.NoticeGoodsReminder, "zh-CN", []string{"Blue mug × 3", "2026年11月12日 下午5:00"}},
		{refund.NoticeInspected, "en", []string{"1 accepted;", "1 accepted for less (CN¥15.00 less);", "1 not in the parcel;", "it arrived damaged", "now comes to CN¥100.00"}},
		{refund.NoticeNeedsInfo, "en", []string{"Can you send us a photo of the parcel?", "November 7, 2026, 5:00 pm", "answer this message"}},
		{refund.NoticeApproved, "en", []string{"CN¥100.00", "the way you paid", "November 5, 2026"}},
		{refund.NoticeRejected, "en", []string{"The time in which it could be returned has passed.", "The box was opened.", "November 16, 2026, 5:00 pm"}},
		{refund.NoticeSent, "en", []string{"CN¥100.00", "It often arrives within 2 days, but it can take until November 5, 2026.", "expected by November 5, 2026", "o-1001"}},
		{refund.NoticeSent, "en-GB", []string{"expected by 5 November 2026"}},
		{refund.NoticeSent, "zh-CN", []string{"￥100.00", "通常 2 天内到账，个别情况可能要到 2026年11月5日", "预计不晚于 2026年11月5日"}},
		{refund.NoticeRefunded, "en", []string{"CN¥45.00"}},
		{refund.NoticePartlyRefunded, "en", []string{"CN¥100.00", "CN¥45.00", "CN¥55.00"}},
		{refund.NoticeCorrected, "en", []string{"CN¥100.00", "did not reach you", "What you are owed stays the same"}},
		{refund.NoticeAppealRejected, "en", []string{"final", "The time in which it could be returned has passed."}},
		{refund.NoticeOffer, "en", []string{"a coupon of CN¥20.00", "November 16, 2026, 5:00 pm", "answer this message"}},
		{refund.NoticeOffer, "zh-CN", []string{"￥20.00 优惠券", "2026年11月16日 下午5:00"}},
		{refund.NoticeOfferAccepted, "en", []string{"CN¥20.00", "MG-7F3K"}},
	} {
		wantSaid(t, render(t, notice(c.kind, c.locale)), c.want...)
	}
}

func TestAnAmountIsSaidInOneFormAndOnlyByWhatAddsUpToIt(t *testing.T) {
	for locale, want := range map[string]string{
		"en":    "How the amount comes about\n\n- 3 × Blue mug: CN¥120.00\n- Restocking fee for Blue mug: -CN¥20.00\n= Together: CN¥100.00\n",
		"zh-CN": "金额明细\n\n- Blue mug × 3：￥120.00\n- “Blue mug”退货处理费：-￥20.00\n= 合计：￥100.00\n",
	} {
		for _, kind := range []refund.NoticeKind{refund.NoticeAcknowledged, refund.NoticeApproved, refund.NoticeRefunded} {
			m := render(t, notice(kind, locale))
			if !strings.Contains(m.Body, want) {
				t.Errorf("%s in %s lacks %q:\n%s", kind, locale, want, m.Body)
			}
			wantUnsaid(t, m, " CNY")
		}
	}
}

func TestARefundThatWasDecidedAnewIsNotExplainedByWhatWasBefore(t *testing.T) {
	n := notice(refund.NoticeApproved, "en")
	n.Explained.Assessment = nil
	wantUnsaid(t, render(t, n), "How the amount comes about", "Restocking")
}

func TestAnAuthorisationThatIsCancelledHasNoMoneyToSpeakOf(t *testing.T) {
	for _, locale := range messaging.Locales() {
		for _, kind := range []refund.NoticeKind{
			refund.NoticeAcknowledged, refund.NoticeAwaitingApproval, refund.NoticeApproved, refund.NoticeSent, refund.NoticeRefunded, refund.NoticeNeedsAttention,
		} {
			wantUnsaid(t, render(t, zeroes(notice(kind, locale))), "CNY", "¥", "￥", "refunded", "已退款")
		}
	}
	wantSaid(t, render(t, zeroes(notice(refund.NoticeSent, "en"))), "only reserved", "by November 5, 2026")
}

func TestWhatIsSentWithoutADayDoesNotPromiseOne(t *testing.T) {
	for _, locale := range messaging.Locales() {
		n := notice(refund.NoticeSent, locale)
		n.ExpectedBy = nil
		wantUnsaid(t, render(t, n), "expected by", "2026", "预计不晚于")
	}
}

func TestNobodyIsToldADayForMoneyThatWaitsForGoods(t *testing.T) {
	for _, kind := range []refund.NoticeKind{refund.NoticeAcknowledged, refund.NoticeAwaitingGoods} {
		wantUnsaid(t, render(t, notice(kind, "en")), "November 5")
	}
	n := notice(refund.NoticeAcknowledged, "en")
	n.Goods = nil
	wantSaid(t, render(t, n), "it can take until November 5, 2026")
}

func TestAWayThatIsNotThePaymentsIsSaid(t *testing.T) {
	n := notice(refund.NoticeRefunded, "en")
	n.Ways[0].Via = refund.ViaStoreCredit
	m := render(t, n)
	wantSaid(t, m, "refunded as store credit")
	wantUnsaid(t, m, "the way you paid", "Depending on your bank")
}

func TestAHourThatIsNotTheOrdersOwnSaysWhoseItIs(t *testing.T) {
	n := notice(refund.NoticeNeedsInfo, "en")
	n.TimeZone = "Nowhere/Land"
	wantSaid(t, render(t, n), "November 7, 2026, 9:00 am UTC")
}

func TestADeadlineIsToldInTheOrdersTimeZone(t *testing.T) {
	n := notice(refund.NoticeNeedsInfo, "en-US")
	at := time.Date(2026, 11, 7, 2, 0, 0, 0, time.UTC)
	n.TimeZone, n.AnswerBy = "America/New_York", &at
	wantSaid(t, render(t, n), "November 6, 2026, 9:00 pm")
}

func TestAReasonWithoutWordsIsNotShown(t *testing.T) {
	n := notice(refund.NoticeRejected, "en")
	n.Why, n.Message = []string{"RULE_77", "RULE_78"}, ""
	m := render(t, n)
	wantUnsaid(t, m, "RULE_77", "HIGH_RISK")
	if strings.Count(m.Body, "We looked at everything we have about this order") != 1 {
		t.Errorf("the sentence for any reason is not there once:\n%s", m.Body)
	}
	n.Kind = refund.NoticeCorrected
	wantSaid(t, render(t, n), "The payment came back to us")
	n = notice(refund.NoticeInspected, "en")
	n.Inspected[0].Reason = "XR_9"
	wantUnsaid(t, render(t, n), "XR_9")
	n.Inspected[0].Reason = "the handle is missing"
	wantSaid(t, render(t, n), "the handle is missing")
}

func TestSeveralChoicesAreListedAndALinkAnswersThem(t *testing.T) {
	n := notice(refund.NoticeOffer, "en")
	n.OfferTerms.Choices = []refund.OfferChoice{
		{ID: "a", Kind: refund.OfferCoupon, AmountMinor: 2000}, {ID: "b", Kind: refund.OfferPoints, AmountMinor: 900, Units: &refund.Units{Asset: "PTS:club", Amount: 1500}},
		{ID: "c", Kind: refund.OfferStoreCredit, AmountMinor: 1000}, {ID: "d", Kind: refund.OfferExchange, AmountMinor: 7777}, {ID: "e", Kind: refund.OfferRepair, AmountMinor: 7777},
	}
	m, err := messaging.Renderer{Links: links(t)}.Render(n, refund.Contact{})
	if err != nil {
		t.Fatal(err)
	}
	wantSaid(t, m, "- a coupon of CN¥20.00", "- 1,500 points", "- store credit of CN¥10.00", "- an exchange", "- a repair", m.Link)
	wantUnsaid(t, m, "77.77")
	if m.Link == "" || strings.Contains(m.Short, "http") {
		t.Errorf("link %q, short %q", m.Link, m.Short)
	}
	n.Kind, n.OfferChoice = refund.NoticeOfferAccepted, "b"
	wantSaid(t, render(t, n), "1,500 points", "MG-7F3K")
}

func TestThePersonsWordsCannotBreakASubjectOrAList(t *testing.T) {
	n := notice(refund.NoticeNeedsInfo, "en")
	n.Question = "Which\r\nBcc: thief@example.test\x1b[2J"
	m := render(t, n)
	if strings.ContainsAny(m.Subject+m.Short, "\r\n\x1b") || strings.Contains(m.Body, "\x1b") {
		t.Errorf("%q\n%q\n%q", m.Subject, m.Short, m.Body)
	}
}

func TestANoticeWithoutWordsIsRefused(t *testing.T) {
	for name, change := range map[string]func(*refund.Notice){
		"an unknown kind":              func(n *refund.Notice) { n.Kind = "thanked" },
		"a bad refund id":              func(n *refund.Notice) { n.Refund = "acme/o-1001" },
		"a part without a total":       func(n *refund.Notice) { *n = zeroes(notice(refund.NoticePartlyRefunded, "en")) },
		"a currency nobody knows":      func(n *refund.Notice) { n.Currency = "XQX" },
		"an offer without one":         func(n *refund.Notice) { n.OfferTerms = nil },
		"an offer of nothing":          func(n *refund.Notice) { n.OfferTerms.Choices = nil },
		"an unknown offer":             func(n *refund.Notice) { n.OfferTerms.Choices[0].Kind = "PONY" },
		"a choice that was not there":  func(n *refund.Notice) { n.Kind, n.OfferChoice = refund.NoticeOfferAccepted, "z" },
		"a question without one":       func(n *refund.Notice) { n.Kind, n.Question = refund.NoticeNeedsInfo, " " },
		"a question without a day":     func(n *refund.Notice) { n.Kind, n.AnswerBy = refund.NoticeNeedsInfo, nil },
		"goods without goods":          func(n *refund.Notice) { n.Kind, n.Goods = refund.NoticeAwaitingGoods, nil },
		"goods without a day":          func(n *refund.Notice) { n.Kind, n.ReturnBy = refund.NoticeGoodsReminder, nil },
		"an inspection without result": func(n *refund.Notice) { n.Kind, n.Inspected = refund.NoticeInspected, nil },
	} {
		n := notice(refund.NoticeOffer, "en")
		change(&n)
		if m, err := (messaging.Renderer{}).Render(n, refund.Contact{}); !errors.Is(err, messaging.ErrBadNotice) {
			t.Errorf("%s: got %+v, %v", name, m, err)
		}
	}
}

// TestWhyAnAmountWasLoweredIsToldWithTheMoney: where nobody else has to agree, no other message tells it.
func TestWhyAnAmountWasLoweredIsToldWithTheMoney(t *testing.T) {
	for _, locale := range []string{"en", "zh-CN"} {
		n := notice(refund.NoticeRefunded, locale)
		n.Message = "The box was open."
		m := render(t, n)
		if strings.Count(m.Body, "The box was open.") != 1 {
			t.Errorf("%s: %s", locale, m.Body)
		}
	}
}
