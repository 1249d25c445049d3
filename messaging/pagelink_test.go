package messaging_test

import (
	"html"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

func pagesBy(t *testing.T, secrets ...string) *messaging.Pages {
	t.Helper()
	var list [][]byte
	for _, one := range secrets {
		list = append(list, []byte(one))
	}
	p, err := messaging.NewPages(messaging.Pages{
		Secrets: func() [][]byte { return list }, BaseURL: "https://refunds.example/", LinkFor: 180 * 24 * time.Hour, AfterClose: 90 * 24 * time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const (
	oldSecret = "thirty-two bytes of an old secret"
	newSecret = "thirty-two bytes of a new secret!"
)

func addressOf(t *testing.T, p *messaging.Pages, l refund.PageLink) string {
	t.Helper()
	address, made := p.Address(l)
	if !made {
		t.Fatalf("no address for %+v", l)
	}
	return address
}

func TestALinkToAPageIsTheSameEachTimeItIsMade(t *testing.T) {
	p := pagesBy(t, oldSecret)
	first := addressOf(t, p, p.Make(offered, 1, "li@example.test", now))
	if again := addressOf(t, p, p.Make(offered, 1, "li@example.test", now.Add(time.Hour))); again != first {
		t.Errorf("%s is another than %s", again, first)
	}
	token, own := strings.CutPrefix(first, "https://refunds.example/r/")
	if !own || len(token) != 32 || strings.Trim(token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
		t.Errorf("the link is %s", first)
	}
	for name, other := range map[string]refund.PageLink{
		"of another refund": p.Make(offered+"x", 1, "", now), "of the next generation": p.Make(offered, 2, "", now), "by another secret": pagesBy(t, newSecret).Make(offered, 1, "", now),
	} {
		if other.Hash == messaging.PageTokenHash(token) {
			t.Errorf("one %s is the same", name)
		}
	}
}

func TestALinkIsMadeAgainAsLongAsItsSecretIsListed(t *testing.T) {
	old := pagesBy(t, oldSecret)
	link := old.Make(offered, 1, "li@example.test", now)
	both := pagesBy(t, newSecret, oldSecret)
	if addressOf(t, both, link) != addressOf(t, old, link) || !both.Checked(link, "li@example.test") {
		t.Error("beside a new secret the old link is another one")
	}
	if address, made := pagesBy(t, newSecret).Address(link); made {
		t.Errorf("without its secret it is %s", address)
	}
}

func TestTheCheckTakesTheEmailHoweverItIsTypedAndNoOther(t *testing.T) {
	p := pagesBy(t, oldSecret)
	link, none := p.Make(offered, 1, "Li@Example.test", now), p.Make(offered, 1, " ", now)
	for email, want := range map[string]bool{"li@example.test": true, " LI@example.TEST ": true, "lo@example.test": false, "": false} {
		if p.Checked(link, email) != want || p.Checked(none, email) {
			t.Errorf("%q: %t, and of none %t", email, p.Checked(link, email), p.Checked(none, email))
		}
	}
	if strings.Contains(link.Check, "li") || link.Check == p.Make("refund/acme/o-2/c-1", 1, "li@example.test", now).Check {
		t.Error("a check tells whose it is")
	}
}

func TestAPassIsGoodForItsLinkUntilItRunsOut(t *testing.T) {
	p := pagesBy(t, oldSecret)
	link, until := p.Make(offered, 1, "", now), now.Add(30*time.Minute)
	pass := p.Pass(link, until)
	if !p.Passed(link, pass, until.Add(-time.Second)) || p.Passed(link, pass, until) {
		t.Error("it is good for another time")
	}
	later := p.Pass(link, until.Add(time.Hour))
	at, _, _ := strings.Cut(later, ".")
	_, signature, _ := strings.Cut(pass, ".")
	for name, bad := range map[string]string{"nothing": "", "a longer time": at + "." + signature, "no signature": at + ".", "words": "x.y"} {
		if p.Passed(link, bad, now) {
			t.Errorf("%s passes", name)
		}
	}
	if p.Passed(p.Make(offered, 2, "", now), pass, now) {
		t.Error("it is good for another link")
	}
}

func TestPageSettingsAreChecked(t *testing.T) {
	for name, change := range map[string]func(*messaging.Pages){
		"no secret":          func(p *messaging.Pages) { p.Secrets = nil },
		"a short secret":     func(p *messaging.Pages) { p.Secrets = func() [][]byte { return [][]byte{[]byte("short")} } },
		"no address":         func(p *messaging.Pages) { p.BaseURL = "" },
		"a script":           func(p *messaging.Pages) { p.BaseURL = "javascript:alert(1)" },
		"no time":            func(p *messaging.Pages) { p.LinkFor = 0 },
		"no time at its end": func(p *messaging.Pages) { p.AfterClose = 0 },
	} {
		bad := *pagesBy(t, oldSecret)
		change(&bad)
		if _, err := messaging.NewPages(bad); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestEveryMessageNamesThePageOfItsRefundOnce(t *testing.T) {
	const page = "https://refunds.example/r/token-of-a-test"
	for _, locale := range messaging.Locales() {
		for _, kind := range kinds(t) {
			for name, r := range map[string]messaging.Renderer{"beside the shop's links": {Links: links(t), Page: page}, "alone": {Page: page}} {
				m, err := r.Render(notice(kind, locale), refund.Contact{})
				if err != nil {
					t.Fatal(err)
				}
				if strings.Count(m.Body, page) != 1 || strings.Count(html.UnescapeString(m.HTML), `href="`+page+`"`) != 1 || strings.Contains(m.Short, page) {
					t.Errorf("%s in %s, %s:\n%s\n%s", kind, locale, name, m.Body, m.HTML)
				}
			}
		}
	}
}

func TestAnOfferIsAnsweredByTheShopsOwnLinkWhereThereIsOne(t *testing.T) {
	const page = "https://refunds.example/r/token-of-a-test"
	both, err := messaging.Renderer{Links: links(t), Page: page}.Render(notice(refund.NoticeOffer, "en"), refund.Contact{})
	if err != nil {
		t.Fatal(err)
	}
	alone, err := messaging.Renderer{Page: page}.Render(notice(refund.NoticeOffer, "en"), refund.Contact{})
	if err != nil {
		t.Fatal(err)
	}
	if both.Link == page || both.Link == "" || alone.Link != page {
		t.Errorf("they lead to %q and %q", both.Link, alone.Link)
	}
}
