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
			if found := link.Find(text); found != nil && strings.Contains(string(text), order) {
				return string(found)
			}
		}
	}
	t.Fatalf("no message of %s links a page", order)
	return ""
}

func TestACustomerReadsTheirPageByTheLinkOfTheMessage(t *testing.T) {
	s := shopOf(t)
	s.reaches(t, s.cancelled(t, "customer-1", nil), refund.StatusRefunded)
	p := open(t)
	at := s.linkIn(t, "customer-1")
	for _, language := range []string{"en", "zh-CN"} {
		p.goTo(at + "?lang=" + language)
		p.light()
		p.size(1280, 900)
		p.accessible()
		p.dark()
		p.onPhone()
		p.fits()
		p.accessible()
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
		p.walk(s.pages, first, func(path string) {
			p.light()
			p.size(1280, 900)
			p.accessible()
			p.dark()
			p.onPhone()
			p.fits()
			p.accessible()
		})
	}
}
