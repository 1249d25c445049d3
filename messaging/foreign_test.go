package messaging_test

import (
	"html"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// ours are the types of words that makegood chose, by which a message decides what it says, and what the order's
// contract holds to plain ids.
func ours() []any {
	return []any{refund.ID(""), refund.NoticeKind(""), refund.Currency(""), refund.PaymentKind(""), refund.ComponentKind(""), refund.OfferKind(""), refund.PromotionKind("")}
}

// noticeOf is a notice whose every text is the given one, in a locale and a time zone that are known.
func noticeOf(kind refund.NoticeKind, locale, text string) refund.Notice {
	n := notice(kind, locale)
	order := &n.Explained.Request.Order
	order.Promotions = []refund.Promotion{{PromotionID: "p", Kind: refund.PromotionCoupon, Description: "x"}}
	order.Fees = []refund.Fee{{FeeID: "f", Kind: "x"}}
	n.Goods[0].Title, n.OfferChoice = "", "c1" // goods without a title are called by their order's
	n.Goods = append(n.Goods, refund.GoodsLine{LineID: "x", Quantity: 1})
	a := n.Explained.Assessment
	a.Components = append(a.Components,
		refund.Component{Kind: refund.ComponentClawback, PromotionID: "p", AmountMinor: -100}, refund.Component{Kind: refund.ComponentFee, FeeID: "f", AmountMinor: 100},
		refund.Component{Kind: refund.ComponentLine, LineID: "x", Measure: &refund.Measure{Amount: "1", Unit: "x"}, AmountMinor: 100},
		refund.Component{Kind: refund.ComponentEarnedPoints, Units: &refund.Units{Asset: "PTS:x", Amount: -5}})
	foreigntest.Fill(&n, text, ours()...)
	n.Goods[1].LineID += " 2" // and what the order does not have is called by its id
	n.Locale, n.TimeZone, n.Why = locale, "Asia/Shanghai", []string{"OUTSIDE_WINDOW"}
	return n
}

// tags are a page's tags without those of its paragraphs and lists: a person's own words may have more lines.
func tags(page string) []string {
	var all []string
	for _, found := range tag.FindAllString(style.ReplaceAllString(page, ""), -1) {
		name := strings.TrimSuffix(strings.TrimPrefix(strings.Fields(strings.Trim(found, "<>"))[0], "/"), "/")
		if !slices.Contains([]string{"p", "br", "ul", "li"}, name) {
			all = append(all, found)
		}
	}
	return all
}

func TestAMailShowsForeignTextAsText(t *testing.T) {
	for _, locale := range messaging.Locales() {
		for _, kind := range kinds(t) {
			want := tags(mailed(t, noticeOf(kind, locale, "harmless")).HTML)
			for _, text := range foreigntest.All() {
				m := mailed(t, noticeOf(kind, locale, text))
				if got := tags(m.HTML); !slices.Equal(got, want) || unbalanced(m.HTML) != "" || strings.Contains(m.HTML, "ZgotmplZ") {
					t.Errorf("%s in %s: %.40q makes other tags:\n%q\nwant\n%q", kind, locale, text, got, want)
				}
				for part, said := range map[string]string{"page": html.UnescapeString(m.HTML), "body": m.Body, "subject": m.Subject, "short": m.Short} {
					if at := strings.IndexFunc(said, moves); at >= 0 {
						t.Errorf("%s in %s: the %s shows %.40q as %.40q", kind, locale, part, text, said[at:])
					}
				}
				if strings.Contains(m.Subject+m.Short, "\n") {
					t.Errorf("%s in %s: %.40q makes lines of %q, %q", kind, locale, text, m.Subject, m.Short)
				}
			}
		}
	}
}

func mailed(t *testing.T, n refund.Notice) messaging.Message {
	t.Helper()
	m, err := messaging.Renderer{Links: links(t), Speak: explain.Speak}.Render(n, refund.Contact{})
	if err != nil {
		t.Fatalf("%s in %s: %v", n.Kind, n.Locale, err)
	}
	return m
}

// moves reports whether a character acts on what stands beside it: a control character, or a direction override.
func moves(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u2028'
}
