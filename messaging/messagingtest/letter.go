package messagingtest

import (
	"bytes"
	"io"
	"mime"
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
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return Letter{To: to[0].Address, Subject: subject, Body: strings.ReplaceAll(string(body), "\r\n", "\n")}
}
