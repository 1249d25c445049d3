package wording_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// vocabularies are the ids of codes and of stored sentences: English needs no words for them.
var vocabularies = []string{"status.", "leg.", "offer.", "risk.", "choice.", "channel.", "notice.", "event.", "said.", "problem."}

func textsOf(t *testing.T, locale string) map[string]string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join("texts", locale, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, path := range append([]string{filepath.Join("texts", locale+".json")}, pages...) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var own map[string]string
		if err := json.Unmarshal(raw, &own); err != nil {
			t.Fatal(err)
		}
		maps.Copy(all, own)
	}
	return all
}

var place = regexp.MustCompile(`\{\{\.[a-z]+\}\}`)

func places(text string) []string {
	found := place.FindAllString(text, -1)
	slices.Sort(found)
	return found
}

func TestEveryLocaleHasTheSameLabelsAndSentences(t *testing.T) {
	english := textsOf(t, explain.LocaleEnglish)
	for _, locale := range explain.Locales() {
		own := textsOf(t, locale)
		for id, text := range english {
			if own[id] == "" || !slices.Equal(places(own[id]), places(text)) {
				t.Errorf("%s: %q says %q, English says %q", locale, id, own[id], text)
			}
		}
		for id := range own {
			inVocabulary := slices.ContainsFunc(vocabularies, func(v string) bool { return strings.HasPrefix(id, v) })
			if english[id] == "" && !inVocabulary {
				t.Errorf("%s: %q is said in no other locale", locale, id)
			}
		}
	}
}

// declared are the values of a string type's constants in a folder of makegood.
func declared(t *testing.T, folder, name string) (values []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) == 0 {
				return true
			}
			kind, named := spec.Type.(*ast.Ident)
			literal, written := spec.Values[0].(*ast.BasicLit)
			if named && written && kind.Name == name {
				value, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, value)
			}
			return true
		})
	}
	return values
}

// eventForm is how the ledger and the story name what they write into the trail.
var eventForm = regexp.MustCompile(`(?:event\{Name|TrailEntry\{Event): "([A-Za-z]+)"(?:,|\})`)

func events(t *testing.T) (names []string) {
	t.Helper()
	for _, folder := range []string{"ledger/sqlstore", "workflows"} {
		files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range eventForm.FindAllStringSubmatch(string(content), -1) {
				names = append(names, found[1])
			}
		}
	}
	return names
}

func TestEveryLawHasAName(t *testing.T) {
	laws := declared(t, "policy/law", "Statute")
	if len(laws) < 5 { // the empty one is none
		t.Fatalf("found only %q", laws)
	}
	for _, name := range laws {
		if name == "" {
			continue
		}
		if said, ok := speaker(t, explain.LocaleEnglish).Say("law." + name); !ok || said != name {
			t.Errorf("in English %q is %q", name, said)
		}
		if said := speaker(t, explain.LocaleChinese).Law(name); said == name {
			t.Errorf("%q has no name in Chinese", name)
		}
	}
}

func TestNoIDIsWrittenTwice(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "*", "texts", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join("..", "policy", "explain", "texts", "*.json"))
	if err != nil || len(files)+len(more) < 4 {
		t.Fatalf("found only %q, %q: %v", files, more, err)
	}
	pages, err := filepath.Glob(filepath.Join("texts", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.Concat(files, more, pages) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for line := range strings.Lines(string(raw)) {
			name, _, _ := strings.Cut(strings.TrimSpace(line), `": "`)
			if seen[name] && len(name) > 1 {
				t.Errorf("%s has %s twice: the last one wins", path, name)
			}
			seen[name] = true
		}
	}
}

func TestEveryCodeThatIsShownHasWordsInChinese(t *testing.T) {
	own := textsOf(t, explain.LocaleChinese)
	for _, c := range []struct {
		vocabulary string
		codes      []string
		least      int
	}{
		{"status", declared(t, "refund", "Status"), 13}, {"event", declared(t, "refund", "Status"), 13}, {"leg", declared(t, "refund", "LegStatus"), 13},
		{"offer", declared(t, "refund", "OfferStatus"), 5}, {"risk", declared(t, "refund", "RiskBand"), 3}, {"notice", declared(t, "refund", "NoticeKind"), 21},
		{"choice", declared(t, "refund", "OfferKind"), 5}, {"fact", declared(t, "refund", "LegFact"), 2}, {"event", events(t), 25},
	} {
		if len(c.codes) < c.least {
			t.Errorf("only %d of %s are found: the search sees too little to mean anything", len(c.codes), c.vocabulary)
		}
		for _, code := range c.codes {
			if own[c.vocabulary+"."+code] == "" {
				t.Errorf("there are no words for %s %s", c.vocabulary, code)
			}
		}
	}
}

// chineseStory is the whole story with what people wrote in Chinese.
func chineseStory() wording.Refund {
	v := wholeStory()
	v.Question.Question, v.Reply.Answer, v.Appeal.Statement = "哪个箱子？", "小的那个", "收到时已损坏"
	v.Inspection.Note, v.Inspection.Lines[0].Reason, v.Inspection.Lines[0].Evidence = "箱子受潮", "有划痕", nil
	v.Proposal.Assessment.Goods.Lines[0].Title = "马克杯"
	v.Cancellation.Order.Lines = []refund.Line{{LineID: "1", Title: "马克杯", Quantity: 2}}
	v.Proposal.Assessment.Steps = []refund.Step{explain.Step("eligible.before_delivery", 0, refund.Input{Name: "line", Value: "1"}, refund.Input{Name: "reason", Value: "DAMAGED"})}
	v.Proposal.Verdict.Reasons, v.Legs[0].Outcome.Reason = nil, ""
	v.Goods.First, v.AppealBy, v.PayBy = true, nil, ptr(shownAt)
	v.Trail[1].Reason, v.Trail[3].Reason = "金额无误", "已核对"
	v.Trail = append(v.Trail, refund.TrailEntry{At: shownAt, Event: "NotAnswered", Actor: "makegood", Reason: "no answer until 2026-11-21T08:00:00Z"},
		refund.TrailEntry{At: shownAt, Event: "LegDeclined", Actor: "makegood", Reason: "DECLINED_INSTRUMENT: the card is closed"})
	return v
}

// latin is a word in Latin letters; the rest is what may stand in them in any locale.
var (
	latin    = regexp.MustCompile(`[A-Za-z]{2,}`)
	command  = regexp.MustCompile(`makegood [a-z].*|docs/[a-z/-]+\.md`)
	original = regexp.MustCompile(`原文：“[^”]*”`)
	coded    = regexp.MustCompile(`\([A-Za-z_0-9]+\)|\b[A-Z][A-Z0-9_]+\b`)
	id       = regexp.MustCompile(`\S*[0-9/@:]\S*`)
	people   = []string{"ann", "bob", "wim", "fay", "old", "lead", "support", "makegood", "shop", "NAME"}
)

func foreignWords(text string) (left []string) {
	for _, form := range []*regexp.Regexp{command, original, coded, id} {
		text = form.ReplaceAllString(text, " ")
	}
	for _, word := range latin.FindAllString(text, -1) {
		if !slices.Contains(people, word) {
			left = append(left, word)
		}
	}
	return left
}

func TestNothingThatAChineseReaderIsShownIsHalfInEnglish(t *testing.T) {
	say := speaker(t, explain.LocaleChinese)
	behind := chineseStory()
	behind.Behind, behind.Appeal, behind.AppealBy = true, nil, ptr(shownAt)
	waiting := stored()
	waiting.Standing.Offer = refund.OfferStanding{OfferState: refund.OfferState{Status: refund.OfferOpen}, By: ptr(shownAt)}
	waiting.Standing.Reason = "every leg is settled"
	for name, text := range map[string]string{
		"a whole story":      shown(func(out foreign.Terminal) { wording.Show(out, chineseStory(), say) }),
		"one that is behind": shown(func(out foreign.Terminal) { wording.Show(out, behind, say) }),
		"a stored case":      shown(func(out foreign.Terminal) { wording.Show(out, wording.RefundOf(waiting), say) }),
		"before a decision":  shown(func(out foreign.Terminal) { wording.ShowForDecision(out, chineseStory(), say) }),
		"what waits": shown(func(out foreign.Terminal) {
			wording.WriteList(out, wording.Program("makegood").List(rows(), atNoon), say)
		}),
		"nothing that waits":   shown(func(out foreign.Terminal) { wording.WriteList(out, nil, say) }),
		"what may be chosen":   shown(func(out foreign.Terminal) { wording.Alternatives(out, chineseStory().Standing, say) }),
		"nothing to be chosen": shown(func(out foreign.Terminal) { wording.Alternatives(out, refund.Standing{Refund: "refund/m/o/r"}, say) }),
	} {
		for line := range strings.Lines(text) {
			if left := foreignWords(line); len(left) > 0 {
				t.Errorf("%s says %q: %s", name, left, line)
			}
		}
	}
	if left := foreignWords("  leg 1    40.00 CNY to pay-1: Declined"); !slices.Equal(left, []string{"leg", "to", "Declined"}) {
		t.Errorf("the check would not see English: it leaves %q", left)
	}
}

func TestWhatIsStoredInEnglishIsSaidOrQuoted(t *testing.T) {
	say := speaker(t, explain.LocaleChinese)
	for reason, want := range map[string]string{
		"every leg is settled":                   "款项全部到账",
		"no answer until 2026-11-21T08:00:00Z":   "截至 2026-11-21T08:00:00Z 未答复",
		"OVER_LIMIT":                             "超过订单自动限额 (OVER_LIMIT)",
		"OVER_LIMIT: 12.00 CNY above 10.00 CNY":  "超过订单自动限额 (OVER_LIMIT)，原文：“12.00 CNY above 10.00 CNY”",
		"adjust: {{.text}} was too much":         "调整：{{.text}} was too much",
		"nobody has words for this":              "原文：“nobody has words for this”",
		"金额无误":                                   "金额无误",
		"a person to act on leg 2 (Declined): X": "人工处理款项 2（Declined）：X",
		"a person to act on leg 2 (Unknown), whose provider is asked again at 2026-11-21T08:00:00Z: X": "人工处理款项 2（Unknown）：X；将于 2026-11-21T08:00:00Z 再次查询服务商",
		"an answer for leg 2, whose provider is asked again at 2026-11-21T08:00:00Z":                   "款项 2 的答复，将于 2026-11-21T08:00:00Z 再次查询服务商",
	} {
		v := wording.Refund{View: refund.View{Trail: []refund.TrailEntry{{At: time.Unix(0, 0), Event: "Closed", Actor: "ann", Reason: reason}}}}
		if got := shown(func(out foreign.Terminal) { wording.Show(out, v, say) }); !strings.Contains(got, "已结案 (Closed)              ann - "+want+"\n") {
			t.Errorf("%s: got\n%s", reason, got)
		}
		english := shown(func(out foreign.Terminal) { wording.Show(out, v, speaker(t, explain.LocaleEnglish)) })
		if !strings.Contains(english, "Closed           ann - "+reason+"\n") {
			t.Errorf("%s: in English\n%s", reason, english)
		}
	}
}
