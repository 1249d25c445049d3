package wording_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

var (
	update = flag.Bool("update", false, "write the golden files again")
	pages  = flag.String("pages", "", "a folder for every mail as a page, to be looked at in a browser")
)

// TestEverySentencePeopleReadIsInTheGoldenFile compares what customers and staff read, of amounts that the shipped
// policy computes, with the files that people have read. After a change: -update, and read the difference.
func TestEverySentencePeopleReadIsInTheGoldenFile(t *testing.T) {
	for _, locale := range messaging.Locales() {
		b := newBook(t, locale)
		for _, one := range b.shop.situations() {
			b.play(one)
		}
		b.story()
		b.commandLine()
		b.everyKindIsThere()
		sameAsGolden(t, filepath.Join("testdata", "sentences", locale+".txt"), b.text.String())
	}
}

func sameAsGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	now, before := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(now), len(before)) {
		if i >= len(now) || i >= len(before) || now[i] != before[i] {
			t.Fatalf("%s:%d differs; read the difference after -update\ngot  %s\nwant %s", path, i+1, at(now, i), at(before, i))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}

// commandLine writes what staff see of a refund, and of those that wait.
func (b *book) commandLine() {
	v := wholeStory()
	if b.shop.locale == explain.LocaleChinese {
		v = chineseStory()
	}
	b.text.WriteString("==== The command line: a refund in which much has happened, what may be chosen, and what waits.\n\n")
	wording.Show(foreign.To(&b.text), v, b.speaker)
	b.text.WriteString("\n")
	wording.Alternatives(foreign.To(&b.text), v.Standing, b.speaker)
	b.text.WriteString("\n")
	wording.WriteList(foreign.To(&b.text), wording.Program("makegood").List(rows(), atNoon), b.speaker)
}

func (b *book) everyKindIsThere() {
	b.t.Helper()
	for _, kind := range declared(b.t, "refund", "NoticeKind") {
		if !strings.Contains(b.text.String(), "\n-- "+kind+": ") {
			b.t.Errorf("%s: no message of the kind %s is in the file", b.shop.locale, kind)
		}
	}
}

// book is one locale's file in the making.
type book struct {
	t       *testing.T
	shop    shop
	rules   *policy.Policy
	speaker explain.Speaker
	text    strings.Builder
	mails   int
}

func newBook(t *testing.T, locale string) *book {
	t.Helper()
	rules, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return &book{t: t, shop: shop{locale}, rules: rules, speaker: speaker(t, locale)}
}

// play assesses a situation's requests one after the other, each as if the earlier ones had been paid.
func (b *book) play(s situation) {
	b.t.Helper()
	fmt.Fprintf(&b.text, "==== %s\n\n", s.title)
	history, err := policy.HistoryOf(s.order)
	if err != nil {
		b.t.Fatal(err)
	}
	for i, r := range s.requests {
		if r.captured > 0 {
			s.order.Payments = append([]refund.Payment{}, s.order.Payments...)
			s.order.Payments[0].CapturedMinor = r.captured
			history.Payments[0].OpenMinor += r.captured - history.Payments[0].CapturedMinor
			history.Payments[0].OwedMinor += r.captured - history.Payments[0].CapturedMinor
			history.Payments[0].CapturedMinor, history.Order = r.captured, s.order
		}
		c := s.cancellation(r, i)
		a := b.assessed(c, r, history)
		b.tell(c, a, r)
		history = policy.Settle(history, c, a)
	}
}

func (s situation) cancellation(r request, i int) refund.Cancellation {
	c := refund.Cancellation{
		Key:   refund.Key{Merchant: "acme", Order: "o-1001", Request: refund.RequestID(fmt.Sprint("c-", i+1))},
		Scope: refund.ScopeWholeOrder, OccurredAt: asked, Reason: r.reason, Initiator: refund.InitiatorCustomer, RequestedBy: "customer:42", Order: s.order,
		Evidence: []refund.Evidence{{URI: "https://p.example/1"}},
	}
	if r.by != "" {
		c.Initiator = r.by
	}
	if len(r.lines)+len(r.shipping) > 0 {
		c.Scope, c.CancelledLines, c.CancelledShipping = refund.ScopeLines, r.lines, r.shipping
	}
	return c
}

func (b *book) assessed(c refund.Cancellation, r request, h refund.OrderHistory) refund.Assessment {
	b.t.Helper()
	rules := cmp.Or(r.rules, b.rules)
	a, err := rules.Assess(c, h)
	if err != nil {
		b.t.Fatal(err)
	}
	if r.change == nil {
		return a
	}
	in := refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}}
	r.change(&in)
	if a, err = rules.Reassess(in, h); err != nil {
		b.t.Fatal(err)
	}
	return a
}

// tell writes the message about an amount, and what staff read of it.
func (b *book) tell(c refund.Cancellation, a refund.Assessment, r request) {
	b.t.Helper()
	n := refund.Notice{
		Refund: c.ID(), Kind: r.kind, Customer: "u-42", Locale: b.shop.locale, TimeZone: c.Order.TimeZone, Currency: c.Order.Currency,
		TotalMinor: a.TotalMinor, PayBy: a.PayBy, Explained: &refund.Explanation{Request: c, Assessment: &a}, Why: a.Reasons, At: asked,
		ExpectedBy: inDays(5), UsuallySeconds: 2 * 24 * 3600, ReturnBy: inDays(14),
	}
	if r.kind == refund.NoticeRefunded {
		n.PaidMinor = a.TotalMinor
	}
	if r.kind == refund.NoticeRejected {
		n.AppealBy = inDays(14)
	}
	if a.Goods != nil && r.kind != refund.NoticeApproved {
		n.Goods = a.Goods.Lines
	}
	if r.goodsFirst {
		first := *a.Goods
		first.First, a.Goods, n.GoodsFirst, n.GoodsSent = true, &first, true, r.kind == refund.NoticeApproved
	}
	if r.kind == refund.NoticeAwaitingGoods { // as Standing.OwedBy: the law lets the money wait
		n.PayBy = nil
	}
	for _, leg := range a.Legs {
		if !leg.Void {
			n.Ways = append(n.Ways, c.Order.Way(leg))
		}
	}
	if r.change != nil {
		in := refund.Reassessment{}
		r.change(&in)
		if in.Inspection != nil {
			n.Inspected, n.Goods = in.Inspection.Lines, []refund.GoodsLine{{LineID: "1", Quantity: 3, Title: c.Order.Lines[0].Title}}
		}
	}
	b.message(n)
	for _, sentence := range b.speaker.Lines(b.speaker.Compare(c, a), a.Currency) {
		fmt.Fprintf(&b.text, "    staff: %s\n", sentence)
	}
	b.text.WriteString("\n")
	if r.page != nil {
		b.page(c, a, r.page)
	}
}

// page writes what staff are shown of a refund.
func (b *book) page(c refund.Cancellation, a refund.Assessment, change func(*wording.Refund)) {
	now := refund.Standing{Refund: c.ID(), Status: refund.StatusPayingOut, Currency: a.Currency, TotalMinor: a.TotalMinor, PayBy: a.PayBy, PayByLaw: a.PayByLaw}
	for _, leg := range a.Legs {
		now.Legs = append(now.Legs, refund.LegStanding{Leg: refund.Leg{PlannedLeg: leg, Status: refund.LegReserved}})
	}
	v := wording.RefundOf(refund.Case{ID: c.ID(), Cancellation: c, Proposal: &refund.Proposal{Assessment: a}, Standing: now})
	change(&v)
	wording.Show(foreign.To(&b.text), v, b.speaker)
	b.text.WriteString("\n")
}

// message writes a message as its reader has it, and its page where somebody wants to look at it.
func (b *book) message(n refund.Notice) {
	b.t.Helper()
	links, err := messaging.NewLinks(messaging.Links{Secret: []byte(strings.Repeat("s", 32)), BaseURL: "https://acme.example/offer", SurveyURL: "https://acme.example/survey"})
	if err != nil {
		b.t.Fatal(err)
	}
	m, err := messaging.Renderer{Links: links, Speak: explain.Speak}.Render(n, refund.Contact{})
	if err != nil {
		b.t.Fatal(err)
	}
	body := strings.TrimSpace(m.Body)
	if m.Link != "" {
		body = strings.ReplaceAll(body, m.Link, "https://acme.example/...")
	}
	fmt.Fprintf(&b.text, "-- %s: %s\n-- %s\n\n    %s\n\n", n.Kind, m.Subject, m.Short, strings.ReplaceAll(strings.ReplaceAll(body, "\n", "\n    "), "    \n", "\n"))
	if *pages != "" {
		b.mails++
		name := fmt.Sprintf("%s-%02d-%s.html", b.shop.locale, b.mails, n.Kind)
		if err := os.WriteFile(filepath.Join(*pages, name), []byte(m.HTML), 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
}

// story writes the messages that are about no new amount, in the sequence in which a refund may have them.
func (b *book) story() {
	b.t.Helper()
	b.text.WriteString("==== The other messages of a refund, as they may follow each other.\n\n")
	c := situation{order: b.shop.mugs()}.cancellation(back(""), 0)
	history, err := policy.HistoryOf(c.Order)
	if err != nil {
		b.t.Fatal(err)
	}
	a := b.assessed(c, request{}, history)
	terms := &refund.OfferTerms{ExpirySeconds: 7 * 24 * 3600, Choices: []refund.OfferChoice{{ID: "a", Kind: refund.OfferCoupon, AmountMinor: 2000},
		{ID: "b", Kind: refund.OfferPoints, AmountMinor: 1500, Units: &refund.Units{Asset: "PTS:club", Amount: 1500}},
		{ID: "c", Kind: refund.OfferStoreCredit, AmountMinor: 1000}, {ID: "d", Kind: refund.OfferExchange}, {ID: "e", Kind: refund.OfferRepair}}}
	one := &refund.OfferTerms{ExpirySeconds: terms.ExpirySeconds, Choices: terms.Choices[:1]}
	for _, n := range []refund.Notice{
		{Kind: refund.NoticeAcknowledged, Goods: a.Goods.Lines}, {Kind: refund.NoticeAwaitingGoods, GoodsFirst: true, PayBy: inDays(14)}, {Kind: refund.NoticeGoodsReminder},
		{Kind: refund.NoticeAwaitingApproval, PayBy: inDays(14)},
		{Kind: refund.NoticeNeedsInfo, Question: b.shop.say("Could you send us a photo of the parcel?", "能否发一张包裹的照片给我们？"), AnswerBy: inDays(5)},
		{Kind: refund.NoticeSent}, {Kind: refund.NoticeSent, UsuallySeconds: 5 * 24 * 3600}, {Kind: refund.NoticeSent, TotalMinor: -1},
		{Kind: refund.NoticeNeedsAttention, PayBy: inDays(14)}, {Kind: refund.NoticeCorrected, Why: []string{"LATE_FAILED"}}, {Kind: refund.NoticePartlyRefunded, PaidMinor: 20000},
		{Kind: refund.NoticeRejected, Why: []string{"EXCLUDED_CUSTOM_MADE", "HIGH_RISK"}}, {Kind: refund.NoticeRejected, Message: b.shop.say("The seal is broken.", "封条已损坏。")},
		{Kind: refund.NoticeAppealReceived}, {Kind: refund.NoticeAppealRejected, Why: []string{"EVIDENCE_MISSING"}}, {Kind: refund.NoticeWithdrawn}, {Kind: refund.NoticeNothing, TotalMinor: -1},
		{Kind: refund.NoticeOffer, OfferTerms: terms}, {Kind: refund.NoticeOffer, OfferTerms: one}, {Kind: refund.NoticeOfferReminder, OfferTerms: one},
		{Kind: refund.NoticeOfferAccepted, OfferTerms: terms, OfferChoice: "a", OfferCode: "MG-7F3K"}, {Kind: refund.NoticeOfferAccepted, OfferTerms: terms, OfferChoice: "b"},
		{Kind: refund.NoticeOfferAccepted, OfferTerms: terms, OfferChoice: "d"}, {Kind: refund.NoticeSurvey},
	} {
		n.Refund, n.Customer, n.Locale, n.TimeZone, n.Currency, n.At = c.ID(), "u-42", b.shop.locale, c.Order.TimeZone, c.Order.Currency, asked
		n.Explained, n.ReturnBy, n.AppealBy, n.ExpectedBy = &refund.Explanation{Request: c, Assessment: &a}, inDays(14), inDays(14), inDays(5)
		n.Ways = []refund.Way{{Kind: refund.PaymentCard, AmountMinor: a.TotalMinor}}
		if n.UsuallySeconds == 0 {
			n.UsuallySeconds = 2 * 24 * 3600
		}
		switch n.TotalMinor {
		case 0:
			n.TotalMinor = a.TotalMinor
		case -1:
			n.TotalMinor, n.Explained.Assessment = 0, nil
		}
		if n.Kind == refund.NoticeAwaitingGoods || n.Kind == refund.NoticeGoodsReminder {
			n.Goods = a.Goods.Lines
		}
		b.message(n)
	}
}
