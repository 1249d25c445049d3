//go:build browser

package browser

import (
	"io"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// linkIn waits for a message of an order that links a page, and returns the link.
func (s *shop) linkIn(t *testing.T, order string) string {
	t.Helper()
	link := regexp.MustCompile(regexp.QuoteMeta(s.pages) + `/r/[A-Za-z0-9_.~-]+`)
	return link.FindString(s.message(t, func(text string) bool { return strings.Contains(text, order) && link.MatchString(text) }))
}

// message waits for the first message that is the one which is looked for, and returns its text.
func (s *shop) message(t *testing.T, is func(text string) bool) string {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); <-tick.C {
		files, err := filepath.Glob(filepath.Join(s.settings.OutboxDir, "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(string(raw))))
			if err != nil {
				text = raw // it is in another encoding
			}
			if is(string(text)) {
				return string(text)
			}
		}
	}
	t.Fatal("there is no such message")
	return ""
}

func TestACustomerReadsTheirPageByTheLinkOfTheMessage(t *testing.T) {
	s := shopOf(t)
	s.reaches(t, s.cancelled(t, "customer-1", nil), refund.StatusRefunded)
	p := open(t)
	at := s.linkIn(t, "customer-1")
	for _, language := range []string{"en", "zh-CN"} {
		p.goTo(at + "?lang=" + language)
		p.onEachScreen()
	}
	quiet := open(t)
	quiet.withoutScript()
	quiet.goTo(at + "?lang=en")
	if heading := quiet.text("h1"); heading == "" {
		t.Error("without script the page has no heading")
	}
	stranger := open(t)
	stranger.expect("404")
	stranger.goTo(at[:len(at)-4] + "AAAA")
	stranger.accessible()
}

func TestPublicPagesAreAccessibleInTheDarkAndOnAPhone(t *testing.T) {
	s := shopOf(t)
	for _, first := range []string{"/withdraw", "/policies/"} {
		p := open(t)
		p.walk(s.pages, func(string) { p.onEachScreen() }, first)
	}
}
