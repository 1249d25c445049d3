package messaging_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

const offered refund.ID = "refund/acme/o-1001/c-1"

func tokenIn(t *testing.T, link string) string {
	t.Helper()
	at, err := url.Parse(link)
	if err != nil || at.Host != "acme.example" || at.Query().Get("lang") != "en" {
		t.Fatalf("%s: %v", link, err)
	}
	return at.Query().Get("token")
}

func wantProblem(t *testing.T, name string, err error, code refund.Code) {
	t.Helper()
	if problem, ok := refund.ProblemIn(err); !ok || problem.Code != code {
		t.Errorf("%s: got %v, want %s", name, err, code)
	}
}

func TestALinkAnswersItsOwnOfferUntilItRunsOut(t *testing.T) {
	l, until := links(t), now.Add(time.Hour)
	token := tokenIn(t, l.Offer(offered, until))
	if id, err := l.Verify(token, until.Add(-time.Second)); err != nil || id != offered {
		t.Errorf("got %s, %v", id, err)
	}
	_, err := l.Verify(token, until)
	wantProblem(t, "at its end", err, refund.CodeTooLate)
}

func TestALinkSaysWhichRefundItIsAboutWithoutItsSecret(t *testing.T) {
	links := messaging.Links{Secret: []byte("thirty-two bytes of a test secret"), BaseURL: "https://shop.example/offer"}
	at, err := url.Parse(links.Offer("refund/acme/o-1/c-1", time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	if id, err := messaging.TokenRefund(at.Query().Get("token")); err != nil || id != "refund/acme/o-1/c-1" {
		t.Errorf("got %s, %v", id, err)
	}
	for _, none := range []string{"", "not a token", at.Query().Get("token")[:20]} {
		if _, err := messaging.TokenRefund(none); err == nil {
			t.Errorf("%q passes for a token", none)
		}
	}
}

func TestALinkThatWasNotMadeHereIsRefused(t *testing.T) {
	l, until := links(t), now.Add(time.Hour)
	token := tokenIn(t, l.Offer(offered, until))
	other := *l
	other.Secret = []byte(strings.Repeat("x", 32))
	for name, bad := range map[string]string{
		"nothing": "", "no base64": "§§§", "too short": token[:20], "cut off": token[:len(token)-4], "longer": token + "AAAA",
		"another's": tokenIn(t, other.Offer(offered, until)),
	} {
		_, err := l.Verify(bad, now)
		wantProblem(t, name, err, refund.CodeBadToken)
	}
	for at := range len(token) {
		flipped := []byte(token)
		if flipped[at] == 'A' {
			flipped[at] = 'B'
		} else {
			flipped[at] = 'A'
		}
		if id, err := l.Verify(string(flipped), now); err == nil {
			t.Errorf("with character %d changed it is good for %s", at, id)
		}
	}
	_, err := messaging.Links{}.Verify(token, now)
	wantProblem(t, "without a secret", err, refund.CodeBadToken)
}

func TestLinkSettingsAreChecked(t *testing.T) {
	good := *links(t)
	for name, change := range map[string]func(*messaging.Links){
		"a short secret":     func(l *messaging.Links) { l.Secret = l.Secret[:31] },
		"no address":         func(l *messaging.Links) { l.BaseURL = "" },
		"a relative address": func(l *messaging.Links) { l.BaseURL = "/offers" },
		"a script":           func(l *messaging.Links) { l.SurveyURL = "javascript:alert(1)" },
	} {
		l := good
		change(&l)
		if _, err := messaging.NewLinks(l); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestLinksOfASecretThatWasReplacedAreTakenAsLongAsItIsListed(t *testing.T) {
	secrets := [][]byte{[]byte("thirty-two bytes of an old secret")}
	links, err := messaging.NewLinks(messaging.Links{Secrets: func() [][]byte { return secrets }, BaseURL: "https://shop.example/offer"})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	token := func() string {
		at, err := url.Parse(links.Offer("refund/acme/o-1/c-1", now.Add(time.Hour)))
		if err != nil {
			t.Fatal(err)
		}
		return at.Query().Get("token")
	}
	old := token()
	secrets = [][]byte{[]byte("thirty-two bytes of a new secret!"), secrets[0]}
	for name, one := range map[string]string{"the old": old, "the new": token()} {
		if id, err := links.Verify(one, now); err != nil || id != "refund/acme/o-1/c-1" {
			t.Errorf("%s: %s, %v", name, id, err)
		}
	}
	secrets = secrets[:1]
	if _, err := links.Verify(old, now); err == nil {
		t.Error("a link of a secret that is listed no more was taken")
	}
}
