package foreign_test

import (
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
)

func TestATextInAHeaderIsOneBoundedLine(t *testing.T) {
	for _, text := range foreigntest.All() {
		mail, kafka, http := foreign.MailHeader(text), foreign.KafkaHeader(text), foreign.HTTPHeader(text)
		if strings.ContainsFunc(mail, func(r rune) bool {
			return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u202e'
		}) ||
			!utf8.ValidString(mail) || len(mail) > 2000 {
			t.Errorf("mail: %.40q is %.80q", text, mail)
		}
		if foreigntest.Unprintable(kafka) != "" || foreigntest.LineCount(kafka) != 0 || len(kafka) > 1024 {
			t.Errorf("kafka: %.40q is %.80q", text, kafka)
		}
		if strings.ContainsFunc(http, func(r rune) bool { return r <= ' ' || r > '~' }) || len(http) > 255 || http == "" {
			t.Errorf("http: %.40q is %.80q", text, http)
		}
	}
}

func TestAMailsSubjectKeepsNamesAndEmoji(t *testing.T) {
	for text, want := range map[string]string{
		"Mug «Ünal»\r\nBcc: x@evil.example": "Mug «Ünal» Bcc: x@evil.example", "👩\u200d💻 می\u200cخواهم": "👩\u200d💻 می\u200cخواهم", "\u202e00.01\u202c": "00.01",
	} {
		if got := foreign.MailHeader(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestATextInAFileNameIsNoPathAndNotHidden(t *testing.T) {
	for _, text := range append(foreigntest.All(), "../../etc/passwd", "..", ".hidden", "CON:", "a/b\\c") {
		got := foreign.FileName(text)
		if strings.ContainsAny(got, "/\\:\x00\n") || strings.HasPrefix(got, ".") || len(got) > 130 || got == "" {
			t.Errorf("%.40q is %.80q", text, got)
		}
	}
}

// TestAShellReadsATextAsOneWord asks a real shell: it must run nothing, and see the text as one argument.
func TestAShellReadsATextAsOneWord(t *testing.T) {
	for _, text := range append(foreigntest.All(), "", "ann", "it's", "customer:42", "*", "~", "!!", "a b", "$HOME") {
		word := foreign.ShellWord(text)
		if len(word) > 20_000 {
			continue // longer than a person types; the shell's own limit is not the question
		}
		out, err := exec.Command("sh", "-c", "printf '%s\\n%s' \"$#\" \"$1\"", "sh", word).Output()
		if err != nil {
			t.Fatal(err)
		}
		out, err = exec.Command("sh", "-c", "set -- "+word+"; printf '%s\\n%s' \"$#\" \"$1\"").Output()
		if want := "1\n" + foreign.Line(text); err != nil || string(out) != want {
			t.Errorf("%.40q is %.60q, which a shell reads as %.60q, %v", text, word, out, err)
		}
	}
}

func TestATextForACustomerKeepsItsLinesAndMovesNothing(t *testing.T) {
	for text, want := range map[string]string{
		"two\nlines": "two\nlines", "a\r\nb": "a \nb", "\x1b[2Jx\x00": " [2Jx ", "a\u2028b": "a\nb", "\u202e00.01\u202c \u2066x\u2069": "00.01 x", "\u009b2J": " 2J",
		"👩\u200d💻": "👩\u200d💻", "\xff": "\ufffd",
	} {
		if got := foreign.Plain(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
