package eml

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/makegood/makegood/messaging"
)

// letter is a message on its way into a file.
type letter struct {
	from, to  *mail.Address
	messageID string
	at        time.Time
	message   messaging.Message
}

// bytes writes the letter as RFC 5322: lines end in CRLF, headers are ASCII (RFC 2047), the body is
// quoted-printable UTF-8.
func (l letter) bytes() ([]byte, error) {
	var out bytes.Buffer
	for _, header := range l.headers() {
		fmt.Fprintf(&out, "%s: %s\r\n", header[0], header[1])
	}
	out.WriteString("\r\n")
	body := quotedprintable.NewWriter(&out)
	if _, err := body.Write([]byte(l.message.Body)); err != nil {
		return nil, err
	}
	if err := body.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (l letter) headers() [][2]string {
	return [][2]string{
		{"Date", l.at.UTC().Format(time.RFC1123Z)},
		{"From", l.from.String()},
		{"To", (&mail.Address{Address: l.to.Address}).String()},
		{"Message-ID", "<" + l.messageID + ">"},
		{"Subject", encode(l.message.Subject)},
		{"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"},
		{"Content-Language", l.message.Locale},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	}
}

// wordBytes is what one encoded word carries: with its 60 characters no header line passes 78.
const wordBytes = 36

// encode writes a header's text as RFC 2047, one encoded word a line, unless it is plain ASCII; line
// breaks in it are encoded too, so that a text cannot become a header.
func encode(text string) string {
	if mime.BEncoding.Encode("utf-8", text) == text {
		return text
	}
	var words []string
	start := 0
	for next, r := range text {
		if next+utf8.RuneLen(r)-start > wordBytes {
			words = append(words, encodeWord(text[start:next]))
			start = next
		}
	}
	return strings.Join(append(words, encodeWord(text[start:])), "\r\n ")
}

func encodeWord(part string) string {
	return "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(part)) + "?="
}

const readableMax = 120

// fileName is a readable name for the id, made unique by a digest: ids differ by case and by
// characters that file systems do not tell apart.
func fileName(id string) string {
	return readable(id) + "-" + messaging.Digest(id) + ".eml"
}

func readable(id string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '_'
	}, id)
	name = name[:min(len(name), readableMax)]
	if strings.HasPrefix(name, ".") {
		name = "_" + name
	}
	return name
}
