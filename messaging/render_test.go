package messaging_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// notice is a complete notice of a kind: 45.00 of 100.00 CNY are paid, 20.00 are offered.
func notice(kind refund.NoticeKind, locale string) refund.Notice {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	expected := at.AddDate(0, 0, 3)
	return refund.Notice{
		Refund: "refund/acme/o-1001/c-1", Kind: kind, Locale: locale, Currency: "CNY", Reason: "HIGH_RISK",
		TotalMinor: 10000, PaidMinor: 4500, ExpectedBy: &expected, At: at, OfferCode: "MG-7F3K",
		OfferTerms: &refund.OfferTerms{Kind: refund.OfferCoupon, AmountMinor: 2000, ExpirySeconds: 14 * 24 * 3600},
	}
}

func render(t *testing.T, n refund.Notice) messaging.Message {
	t.Helper()
	m, err := messaging.Render(n, refund.Contact{Email: "li@example.test"})
	if err != nil {
		t.Fatalf("%s in %s: %v", n.Kind, n.Locale, err)
	}
	return m
}

func TestEveryNoticeHasWordsInEveryLocaleAndNoOthers(t *testing.T) {
	files := map[string]bool{}
	for _, locale := range messaging.Locales() {
		for _, kind := range kinds(t) {
			files[locale+"/"+string(kind)+".txt"] = true
			m := render(t, notice(kind, locale))
			if m.Subject == "" || m.Body == "" || m.Locale != locale || m.ID != "refund/acme/o-1001/c-1#"+string(kind) {
				t.Errorf("%s in %s: %+v", kind, locale, m)
			}
			if strings.Contains(m.Subject+m.Body, "<no value>") || strings.Contains(m.Body, "\n\n\n") {
				t.Errorf("%s in %s has a hole:\n%s", kind, locale, m.Body)
			}
		}
	}
	for _, path := range textFiles(t) {
		if !files[path] {
			t.Errorf("%s belongs to no notice", path)
		}
	}
}

// kinds reads the notice kinds from where they are declared, so that a new one cannot be forgotten.
func kinds(t *testing.T) []refund.NoticeKind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../refund/notice.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []refund.NoticeKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "NoticeKind" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, refund.NoticeKind(value))
		}
		return true
	})
	if len(list) < 11 {
		t.Fatalf("found only %v", list)
	}
	return list
}

func textFiles(t *testing.T) []string {
	t.Helper()
	var paths []string
	root := os.DirFS("templates")
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestRefundedIsSaidOnlyAfterSettlement(t *testing.T) {
	settled := map[refund.NoticeKind]bool{refund.NoticeRefunded: true, refund.NoticePartlyRefunded: true}
	promises := map[string][]string{
		messaging.LocaleEnglish: {"refunded", "been paid", "have paid", "has arrived", "have arrived", "credited"},
		messaging.LocaleChinese: {"已退款", "退款成功", "已到账", "已支付", "已退回", "退款完成"},
	}
	for locale, phrases := range promises {
		for _, kind := range kinds(t) {
			m := render(t, notice(kind, locale))
			said := mentions(m, phrases)
			if len(said) > 0 != settled[kind] {
				t.Errorf("%s in %s says %v of settlement:\n%s\n%s", kind, locale, said, m.Subject, m.Body)
			}
		}
	}
}

func TestNoMessageBlamesTheCustomerOrGivesAwayAReason(t *testing.T) {
	phrases := []string{
		"your fault", "you failed", "you did not", "you should have", "abuse", "fraud", "suspicious", "violat", "unfortunately", "HIGH_RISK", "risk",
		"您的过错", "您未能", "您没有", "违规", "欺诈", "滥用", "可疑", "风险",
	}
	for _, locale := range messaging.Locales() {
		for _, kind := range kinds(t) {
			if said := mentions(render(t, notice(kind, locale)), phrases); len(said) > 0 {
				t.Errorf("%s in %s says %v", kind, locale, said)
			}
		}
	}
}

func mentions(m messaging.Message, phrases []string) []string {
	text := strings.ToLower(m.Subject + "\n" + m.Body)
	var said []string
	for _, phrase := range phrases {
		if strings.Contains(text, strings.ToLower(phrase)) {
			said = append(said, phrase)
		}
	}
	return said
}

func TestMessagesNameTheExactAmountsAndDays(t *testing.T) {
	for _, c := range []struct {
		kind   refund.NoticeKind
		locale string
		want   []string
	}{
		{refund.NoticeSent, "en", []string{"100.00 CNY", "expected by 5 November 2026", "o-1001"}},
		{refund.NoticeSent, "zh-CN", []string{"100.00 CNY", "2026年11月5日", "o-1001"}},
		{refund.NoticeRefunded, "en", []string{"45.00 CNY"}},
		{refund.NoticePartlyRefunded, "en", []string{"100.00 CNY", "45.00 CNY", "55.00 CNY"}},
		{refund.NoticePartlyRefunded, "zh-CN", []string{"100.00 CNY", "45.00 CNY", "55.00 CNY"}},
		{refund.NoticeAwaitingApproval, "en", []string{"100.00 CNY"}},
		{refund.NoticeOffer, "en", []string{"a coupon of 20.00 CNY", "16 November 2026"}},
		{refund.NoticeOffer, "zh-CN", []string{"优惠券", "20.00 CNY", "2026年11月16日"}},
		{refund.NoticeOfferAccepted, "en", []string{"20.00 CNY", "MG-7F3K"}},
	} {
		m := render(t, notice(c.kind, c.locale))
		if said := mentions(m, c.want); len(said) != len(c.want) {
			t.Errorf("%s in %s says only %v of %v:\n%s\n%s", c.kind, c.locale, said, c.want, m.Subject, m.Body)
		}
	}
}

func TestWhatIsSentWithoutADayDoesNotPromiseOne(t *testing.T) {
	for _, locale := range messaging.Locales() {
		n := notice(refund.NoticeSent, locale)
		n.ExpectedBy = nil
		if said := mentions(render(t, n), []string{"expected by", "2026", "预计不晚于"}); len(said) > 0 {
			t.Errorf("%s says %v", locale, said)
		}
	}
}

func TestARefundWithoutAnAmountAnnouncesNone(t *testing.T) {
	n := notice(refund.NoticeRefunded, "en")
	n.TotalMinor, n.PaidMinor = 0, 0
	if said := mentions(render(t, n), []string{"refunded", "CNY"}); len(said) > 0 {
		t.Errorf("says %v", said)
	}
}

func TestTheLocaleFallsBackToTheNearest(t *testing.T) {
	for tag, want := range map[string]string{
		"zh-CN": "zh-CN", "zh": "zh-CN", "zh-Hant-TW": "zh-CN", "ZH_cn": "zh-CN",
		"en": "en", "en-GB": "en", "de-DE": "en", "": "en", "zhx": "en",
	} {
		if got := messaging.LocaleFor(tag); got != want {
			t.Errorf("%q is written in %s, want %s", tag, got, want)
		}
	}
}

func TestANoticeWithoutWordsIsRefused(t *testing.T) {
	for name, change := range map[string]func(*refund.Notice){
		"an unknown kind":       func(n *refund.Notice) { n.Kind = "thanked" },
		"a bad refund id":       func(n *refund.Notice) { n.Refund = "acme/o-1001" },
		"a sum without a total": func(n *refund.Notice) { n.Kind, n.TotalMinor = refund.NoticeSent, 0 },
		"an offer without one":  func(n *refund.Notice) { n.OfferTerms = nil },
		"an unknown offer":      func(n *refund.Notice) { n.OfferTerms.Kind = "PONY" },
	} {
		n := notice(refund.NoticeOffer, "en")
		change(&n)
		if m, err := messaging.Render(n, refund.Contact{}); !errors.Is(err, messaging.ErrBadNotice) {
			t.Errorf("%s: got %+v, %v", name, m, err)
		}
	}
}
