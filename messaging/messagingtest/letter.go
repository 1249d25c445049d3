package messagingtest

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// ReadMail parses a mail the way a mail program does.
func ReadMail(t *testing.T, raw []byte) *mail.Message {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in:\n%s", err, raw)
	}
	return m
}

// ReadLetter reads a mail to one person the way a mail program shows it.
func ReadLetter(t *testing.T, raw []byte) Letter {
	t.Helper()
	m := ReadMail(t, raw)
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 {
		t.Fatalf("To: %v, %v", to, err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	letter := Letter{To: to[0].Address, Subject: subject}
	kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if kind == "text/plain" {
		letter.Body = readText(t, quotedprintable.NewReader(m.Body))
		return letter
	}
	if kind != "multipart/alternative" {
		t.Fatalf("the letter is %s", kind)
	}
	letter.Body, letter.HTML = readParts(t, multipart.NewReader(m.Body, parameters["boundary"]))
	return letter
}

// readParts reads the two forms of a letter; a mail program shows the last one that it can.
func readParts(t *testing.T, parts *multipart.Reader) (plain, page string) {
	t.Helper()
	for _, want := range []struct {
		kind string
		into *string
	}{{"text/plain; charset=UTF-8", &plain}, {"text/html; charset=UTF-8", &page}} {
		part, err := parts.NextPart() // it decodes quoted-printable
		if err != nil || part.Header.Get("Content-Type") != want.kind {
			t.Fatalf("got %v, %v, want a part %s", part, err, want.kind)
		}
		*want.into = readText(t, part)
	}
	if part, err := parts.NextPart(); err != io.EOF {
		t.Fatalf("one part more: %v, %v", part, err)
	}
	return plain, page
}

func readText(t *testing.T, from io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}
