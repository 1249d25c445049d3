package letter_test

import (
	"bytes"
	"errors"
	"maps"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/letter"
	"github.com/makegood/makegood/messaging/messagingtest"
)

func headersOf(t *testing.T, raw []byte) []string {
	return slices.Sorted(maps.Keys(messagingtest.ReadMail(t, raw).Header))
}

func TestNoTextMakesAHeaderOfItsOwn(t *testing.T) {
	want := headersOf(t, written(t, message()))
	for _, text := range foreigntest.All() {
		m := message()
		m.ID, m.Subject, m.Locale = text, "Refund "+text, text
		raw := written(t, m)
		if got := headersOf(t, raw); !slices.Equal(got, want) {
			t.Errorf("%.40q makes the headers %v, want %v", text, got, want)
		}
		head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
		if at := bytes.IndexFunc(head, func(r rune) bool { return r > '~' || r < ' ' && r != '\r' && r != '\n' && r != '\t' }); at >= 0 {
			t.Errorf("%.40q makes a header that is not ASCII: %.80q", text, head[at:])
		}
		if got := messagingtest.ReadLetter(t, raw).Subject; foreigntest.LineCount(got) != 0 || strings.ContainsAny(got, "\u202e\u2028\x1b\x00") || !strings.HasPrefix(got, "Refund") {
			t.Errorf("%.40q makes the subject %.80q", text, got)
		}
	}
}

func TestNoAddressMakesAHeaderOfItsOwn(t *testing.T) {
	want := headersOf(t, written(t, message()))
	for _, text := range append(foreigntest.All(), "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example") {
		e := envelope()
		e.To = &mail.Address{Name: text, Address: text}
		one, err := letter.New(message(), e)
		if errors.Is(err, messaging.ErrNoAddress) {
			continue
		}
		if err != nil {
			t.Fatalf("%.40q: %v", text, err)
		}
		var out bytes.Buffer
		if _, err := one.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		if got := headersOf(t, out.Bytes()); !slices.Equal(got, want) {
			t.Errorf("%.40q makes the headers %v, want %v", text, got, want)
		}
	}
}
