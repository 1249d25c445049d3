package messaging_test

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

var (
	tag      = regexp.MustCompile(`<(/?)([a-z][a-z0-9]*)[^>]*>`)
	style    = regexp.MustCompile(`(?s)<style>.*?</style>`)
	address  = regexp.MustCompile(`https?://[^\s"'<]+`)
	voidTags = []string{"meta", "br"}
)

// visible is what a browser shows of a page, a line a tag.
func visible(page string) string {
	return html.UnescapeString(tag.ReplaceAllString(style.ReplaceAllString(page, ""), "\n"))
}

// unbalanced names the first tag that is not closed where it should be.
func unbalanced(page string) string {
	var open []string
	for _, found := range tag.FindAllStringSubmatch(style.ReplaceAllString(page, ""), -1) {
		switch closing, name := found[1] == "/", found[2]; {
		case slices.Contains(voidTags, name):
		case !closing:
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return found[0]
		default:
			open = open[:len(open)-1]
		}
	}
	return strings.Join(open, " ")
}

func TestAPageSaysWhatTheTextSaysAndNamesTheNextStep(t *testing.T) {
	next := map[string]string{"en": "Next step", "zh-CN": "接下来"}
	everyMessage(t, func(t *testing.T, m messaging.Message, _ bool) {
		said := visible(m.HTML)
		for line := range strings.Lines(m.Body) {
			for _, part := range strings.FieldsFunc(strings.TrimPrefix(strings.TrimSpace(line), "- "), func(r rune) bool { return r == ':' || r == '：' }) {
				if part = strings.TrimSpace(part); part != "" && part != m.Link && !strings.HasPrefix(line, "= ") && !strings.Contains(line, "http") && !strings.Contains(said, part) {
					t.Errorf("%s in %s: the page lacks %q:\n%s", m.Kind, m.Locale, part, said)
				}
			}
		}
		if !strings.Contains(m.Body, "\n"+next[m.Locale]+"\n") || !strings.Contains(m.HTML, ">"+next[m.Locale]+"</h2>") {
			t.Errorf("%s in %s names no next step", m.Kind, m.Locale)
		}
		button := strings.Contains(html.UnescapeString(m.HTML), `<a class="button" href="`+m.Link+`"`)
		if links := strings.Count(m.HTML, "<a "); links > 1 || button != (m.Link != "") || button != (links == 1) {
			t.Errorf("%s in %s: %d buttons for the link %q", m.Kind, m.Locale, links, m.Link)
		}
	})
}

func TestAPageIsWholeInItsLanguageAndFetchesNothing(t *testing.T) {
	everyMessage(t, func(t *testing.T, m messaging.Message, _ bool) {
		if !strings.HasPrefix(m.HTML, "<!DOCTYPE html>\n<html lang=\""+m.Locale+"\">") || !strings.HasSuffix(m.HTML, "</html>\n") || unbalanced(m.HTML) != "" {
			t.Errorf("%s in %s is no page; %q is not balanced:\n%s", m.Kind, m.Locale, unbalanced(m.HTML), m.HTML)
		}
		if said := mentions(m.HTML, []string{"src=", "url(", "@import", "<link", "<img", "<script", "<form", "<iframe", "srcset", "onload", "ZgotmplZ"}); len(said) > 0 {
			t.Errorf("%s in %s has %q", m.Kind, m.Locale, said)
		}
		for _, found := range address.FindAllString(html.UnescapeString(m.HTML), -1) {
			if found != m.Link {
				t.Errorf("%s in %s names %s", m.Kind, m.Locale, found)
			}
		}
		for _, want := range []string{"prefers-color-scheme: dark", "max-width: 480px", `name="viewport"`} {
			if !strings.Contains(m.HTML, want) {
				t.Errorf("%s in %s lacks %s", m.Kind, m.Locale, want)
			}
		}
		if strings.Contains(m.HTML, "<table") && (!strings.Contains(m.HTML, "<caption") || !strings.Contains(m.HTML, `scope="row"`) || !strings.Contains(m.HTML, `scope="col"`)) {
			t.Errorf("%s in %s has a table without headings", m.Kind, m.Locale)
		}
	})
}

func TestWhatOthersWroteStaysTextOnAPage(t *testing.T) {
	const nasty = `</td></table><script>alert(1)</script><img src=x onerror=alert(1)> "quoted" 'too' &amp; {{.Link}} javascript:x`
	for _, kind := range []refund.NoticeKind{refund.NoticeApproved, refund.NoticeAwaitingGoods, refund.NoticeInspected, refund.NoticeNeedsInfo, refund.NoticeRejected} {
		n := notice(kind, "en")
		n.Message, n.Question, n.Goods[0].Title, n.Explained.Request.Order.Lines[0].Title = nasty, nasty, nasty, nasty
		n.Inspected[0].Reason = nasty
		m := render(t, n)
		if strings.Contains(m.HTML, "<script") || strings.Contains(m.HTML, "<img") || unbalanced(m.HTML) != "" {
			t.Errorf("%s: foreign text became markup:\n%s", kind, m.HTML)
		}
		if !strings.Contains(visible(m.HTML), `</td></table><script>alert(1)</script><img src=x onerror=alert(1)>`) {
			t.Errorf("%s: it is not there as it was written:\n%s", kind, visible(m.HTML))
		}
	}
}

func TestAnOrderOfThousandsOfLinesIsAShortMail(t *testing.T) {
	for _, locale := range messaging.Locales() {
		for _, kind := range []refund.NoticeKind{refund.NoticeAwaitingGoods, refund.NoticeInspected, refund.NoticeApproved} {
			n := notice(kind, locale)
			n.Goods, n.Inspected, n.Ways = nil, nil, nil
			a := n.Explained.Assessment
			a.Components, n.Explained.Request.Order.Lines = nil, nil
			for i := range 3200 {
				id, title := refund.LineID(fmt.Sprint("l", i)), fmt.Sprint("Wood screws no. ", i)
				n.Explained.Request.Order.Lines = append(n.Explained.Request.Order.Lines, refund.Line{LineID: id, Title: title, Quantity: 1})
				n.Goods = append(n.Goods, refund.GoodsLine{LineID: id, Title: title, Quantity: 1})
				n.Inspected = append(n.Inspected, refund.InspectedLine{LineID: id, AcceptedQuantity: 1})
				n.Ways = append(n.Ways, refund.Way{Kind: refund.PaymentCard, AmountMinor: 10})
				a.Components = append(a.Components, refund.Component{Kind: refund.ComponentLine, LineID: id, Quantity: 1, AmountMinor: 10})
			}
			n.TotalMinor, a.TotalMinor = 32000, 32000
			m := render(t, n)
			if len(m.Body) > 4000 || len(m.HTML) > 20000 || !strings.Contains(m.Body, "3180") || !strings.Contains(m.HTML, "3180") {
				t.Errorf("%s in %s: %d bytes of text, %d of page:\n%s", kind, locale, len(m.Body), len(m.HTML), m.Body)
			}
		}
	}
}

func TestWhatIsUsualIsSaidOnlyWhereItIsSooner(t *testing.T) {
	for _, c := range []struct {
		usual time.Duration
		days  int
		want  string
	}{
		{30 * time.Minute, 1, "It often arrives within an hour, but it can take until November 3, 2026."},
		{5 * time.Hour, 1, "It often arrives within 5 hours, but it can take until November 3, 2026."},
		{50 * time.Hour, 10, "It often arrives within 3 days, but it can take until November 12, 2026."},
		{72 * time.Hour, 3, "We expect it to arrive by November 5, 2026."},
		{96 * time.Hour, 3, "We expect it to arrive by November 5, 2026."},
		{0, 3, "We expect it to arrive by November 5, 2026."},
	} {
		n := notice(refund.NoticeSent, "en")
		n.UsuallySeconds, n.ExpectedBy = int64(c.usual/time.Second), after(c.days)
		wantSaid(t, render(t, n), c.want)
	}
}

func TestTheLatestDayOfTheLawIsToldUntilItHasPassed(t *testing.T) {
	due := time.Date(2026, 11, 16, 16, 0, 0, 0, time.UTC) // midnight of the 17th in Shanghai
	for _, kind := range []refund.NoticeKind{refund.NoticeAcknowledged, refund.NoticeAwaitingApproval, refund.NoticeApproved, refund.NoticeInspected, refund.NoticeNeedsAttention} {
		n := notice(kind, "en")
		n.PayBy, n.AppealBy = &due, nil
		wantSaid(t, render(t, n), "By law, we pay it by November 16, 2026 at the latest.")
		n.Locale = "zh-CN"
		wantSaid(t, render(t, n), "我们最迟于 2026年11月16日 付款")
		n.PayBy = &n.At
		wantUnsaid(t, render(t, n), "依照法律规定")
	}
	n := notice(refund.NoticeAwaitingGoods, "en")
	n.PayBy, n.GoodsFirst = &due, true
	wantSaid(t, render(t, n), "or as soon as your return, or proof that you have sent it, has reached us, if that is later.")
}

func TestASplitRefundIsListedOnlyWhereItsPartsAreAllOfIt(t *testing.T) {
	n := notice(refund.NoticeApproved, "en")
	n.Ways = []refund.Way{{Kind: refund.PaymentCard, AmountMinor: 6000}, {Kind: refund.PaymentRedPacket, Via: refund.ViaStoreCredit, AmountMinor: 4000}}
	wantSaid(t, render(t, n), "partly as store credit", "CN¥60.00 to your card", "CN¥40.00 as store credit")
	n.Ways[1].AmountMinor = 3999
	wantUnsaid(t, render(t, n), "to your card", "CN¥39.99")
}

func TestAMerchantsOwnRefundIsNotCalledARequest(t *testing.T) {
	n := notice(refund.NoticeAcknowledged, "en")
	n.Explained.Request.Initiator = refund.InitiatorMerchant
	m := render(t, n)
	wantSaid(t, m, "we are working on a refund for order o-1001")
	wantUnsaid(t, m, "your refund request")
}

func TestALongQuestionIsCutOnAPhoneAndWholeInTheMail(t *testing.T) {
	n := notice(refund.NoticeNeedsInfo, "en")
	n.Question = strings.Repeat("What happened? ", 20)
	m := render(t, n)
	if !strings.Contains(m.Short, "…") || len([]rune(m.Short)) >= shortMax || !strings.Contains(m.Body, strings.TrimSpace(n.Question)) {
		t.Errorf("%s\n%s", m.Short, m.Body)
	}
}
