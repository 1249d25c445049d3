package messaging_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// This file is the lint of the templates: what no text may say, lack or outgrow, in any locale.

// shortMax is what a text message's sentence may have at most, for the notices above.
const shortMax = 140

func contains(text, part string) bool { return strings.Contains(text, part) }

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
	if len(list) < 21 {
		t.Fatalf("found only %v", list)
	}
	return list
}

// everyMessage renders each kind in each locale, with and without money and links.
func everyMessage(t *testing.T, check func(t *testing.T, m messaging.Message, withMoney bool)) {
	for _, locale := range messaging.Locales() {
		for _, kind := range kinds(t) {
			for _, r := range []messaging.Renderer{{}, {Links: links(t), Speak: explain.Speak}} {
				m, err := r.Render(notice(kind, locale), refund.Contact{})
				if err != nil {
					t.Fatalf("%s in %s: %v", kind, locale, err)
				}
				check(t, m, true)
			}
			if kind != refund.NoticePartlyRefunded {
				check(t, render(t, zeroes(notice(kind, locale))), false)
			}
		}
	}
}

func TestEveryNoticeHasWordsInEveryLocaleAndNoOthers(t *testing.T) {
	files := map[string]bool{"letter.html": true}
	for _, locale := range messaging.Locales() {
		files[locale+"/parts.txt"], files[locale+"/reasons.json"], files[locale+"/labels.json"] = true, true, true
		for _, kind := range kinds(t) {
			files[locale+"/"+string(kind)+".txt"] = true
			if m := render(t, notice(kind, locale)); m.Locale != locale || m.ID != "refund/acme/o-1001/c-1#"+string(kind) || m.Kind != kind ||
				m.Customer != "u-42" || m.Refund != "refund/acme/o-1001/c-1" || !m.At.Equal(now) || m.To.Email != "li@example.test" {
				t.Errorf("%s in %s: %+v", kind, locale, m)
			}
		}
	}
	for _, path := range textFiles(t) {
		if !files[path] {
			t.Errorf("%s belongs to no notice", path)
		}
	}
}

func TestNoTextHasAHole(t *testing.T) {
	everyMessage(t, func(t *testing.T, m messaging.Message, _ bool) {
		if m.Subject == "" || m.Short == "" || len(m.Body) < len(m.Short) {
			t.Errorf("%s in %s lacks a text:\n%s", m.Kind, m.Locale, whole(m))
		}
		holes := []string{"<no value>", "\n\n\n", "  ", " .", "( )", "()", "（）", " ,", "..", "。。", "{{", ":\n\n\n", "，。", "%!"}
		if said := mentions(whole(m), holes); len(said) > 0 {
			t.Errorf("%s in %s has the holes %q:\n%s", m.Kind, m.Locale, said, whole(m))
		}
	})
}

func TestTheShortTextFitsATextMessage(t *testing.T) {
	everyMessage(t, func(t *testing.T, m messaging.Message, _ bool) {
		if length := utf8.RuneCountInString(m.Short); length >= shortMax || strings.Contains(m.Short, "\n") {
			t.Errorf("%s in %s has %d characters: %s", m.Kind, m.Locale, length, m.Short)
		}
	})
}

// promises are what may be said only once money has settled.
var promises = map[string][]string{
	messaging.LocaleEnglish: {"refunded", "been paid", "have paid", "has arrived", "have arrived", "credited", "guarantee", "you will receive", "will be paid"},
	messaging.LocaleChinese: {"已退款", "退款成功", "已到账", "已支付", "已退回", "退款完成", "保证", "一定会"},
}

// TestNoSentenceAboutAnAmountPromisesOrBlames reads the sentences that stand in messages before money has moved.
func TestNoSentenceAboutAnAmountPromisesOrBlames(t *testing.T) {
	for _, locale := range messaging.Locales() {
		raw, err := os.ReadFile("../policy/explain/texts/" + locale + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var said map[string]string
		if err := json.Unmarshal(raw, &said); err != nil {
			t.Fatal(err)
		}
		found := 0
		for id, text := range said {
			if !strings.HasPrefix(id, "customer.") {
				continue
			}
			found++
			if bad := mentions(text, append(promises[locale], blame...)); len(bad) > 0 {
				t.Errorf("%s in %s says %q: %s", id, locale, bad, text)
			}
		}
		if found < 60 {
			t.Errorf("only %d sentences are found in %s", found, locale)
		}
	}
}

func TestRefundedIsSaidOnlyAfterSettlement(t *testing.T) {
	settled := map[refund.NoticeKind]bool{refund.NoticeRefunded: true, refund.NoticePartlyRefunded: true}
	everyMessage(t, func(t *testing.T, m messaging.Message, withMoney bool) {
		said := mentions(whole(m), promises[m.Locale])
		if len(said) > 0 != (settled[m.Kind] && withMoney) {
			t.Errorf("%s in %s says %q of settlement:\n%s", m.Kind, m.Locale, said, whole(m))
		}
	})
}

// blame is what no message says.
var blame = []string{
	"your fault", "you failed", "you did not", "you should have", "you must", "abuse", "fraud", "suspicious", "violat", "unfortunately",
	"risk", "suspect", "careless", "HIGH_RISK", "OUTSIDE_WINDOW", "OVER_LIMIT",
	"您的过错", "您未能", "您没有", "您必须", "违规", "欺诈", "滥用", "可疑", "风险", "责任在您",
}

func TestNoMessageBlamesTheCustomerOrGivesAwayAReason(t *testing.T) {
	phrases := blame
	everyMessage(t, func(t *testing.T, m messaging.Message, _ bool) {
		if said := mentions(whole(m), phrases); len(said) > 0 {
			t.Errorf("%s in %s says %q", m.Kind, m.Locale, said)
		}
	})
	for locale, reasons := range reasonsByLocale(t) {
		for code, sentence := range reasons {
			if said := mentions(sentence, phrases); len(said) > 0 || sentence == "" {
				t.Errorf("%s in %s says %q: %q", code, locale, said, sentence)
			}
		}
	}
}

func TestEveryLocaleSaysTheSameReasons(t *testing.T) {
	all := reasonsByLocale(t)
	want := slices.Sorted(maps.Keys(all[messaging.LocaleEnglish]))
	for locale, reasons := range all {
		if got := slices.Sorted(maps.Keys(reasons)); !slices.Equal(got, want) {
			t.Errorf("%s says %v, want %v", locale, got, want)
		}
		if reasons["*"] == "" || reasons["FOUND_*"] == "" || reasons["CORRECTED_*"] == "" {
			t.Errorf("%s has no sentence for a code customers are not told", locale)
		}
	}
}

func reasonsByLocale(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for _, locale := range messaging.Locales() {
		raw, err := os.ReadFile("templates/" + locale + "/reasons.json")
		if err != nil {
			t.Fatal(err)
		}
		var reasons map[string]string
		if err := json.Unmarshal(raw, &reasons); err != nil {
			t.Fatal(err)
		}
		all[locale] = reasons
	}
	return all
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

func TestEveryNoticeReachesTheShopsAppAndAPhoneIsSparedTheRest(t *testing.T) {
	for _, kind := range kinds(t) {
		if !messaging.Wanted(messaging.ChannelEmail, kind) || !messaging.Wanted(messaging.ChannelInApp, kind) {
			t.Errorf("%s is kept from e-mail or the app", kind)
		}
	}
	for kind, want := range map[refund.NoticeKind]bool{
		refund.NoticeNeedsInfo: true, refund.NoticeRefunded: true, refund.NoticeCorrected: true, refund.NoticeAwaitingApproval: false, refund.NoticeSurvey: false,
	} {
		if messaging.Wanted(messaging.ChannelSMS, kind) != want || messaging.Wanted(messaging.ChannelPush, kind) != want {
			t.Errorf("%s: want %v for text messages and notifications", kind, want)
		}
	}
}
