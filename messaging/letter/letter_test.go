package letter_test

import (
	"bytes"
	"errors"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/letter"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

func message() messaging.Message {
	return messaging.Message{
		ID: "refund/acme/o-1001/c-1#sent", To: refund.Contact{Email: "li.lei@example.test"}, Locale: "zh-CN",
		Subject: "订单 o-1001 的退款", Body: "您好：\n.\nEUR = 1\n",
	}
}

func envelope() letter.Envelope {
	return letter.Envelope{
		From: &mail.Address{Name: "Acme 退款", Address: "refunds@acme.example"}, To: &mail.Address{Name: "Li", Address: "li.lei@example.test"},
		At: time.Date(2026, 11, 2, 10, 0, 0, 0, time.FixedZone("CET", 3600)),
	}
}

// written is the letter as it goes out.
func written(t *testing.T, m messaging.Message) []byte {
	t.Helper()
	one, err := letter.New(m, envelope())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := one.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTheLetterIsTheSameToTheByte(t *testing.T) {
	want := strings.ReplaceAll(`Auto-Submitted: auto-generated
Content-Language: zh-CN
Date: Mon, 02 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Message-ID: <27be5e132f82b99766f3@acme.example>
Subject:
 =?UTF-8?q?=E8=AE=A2=E5=8D=95_o-1001_=E7=9A=84=E9=80=80=E6=AC=BE?=
From: =?utf-8?q?Acme_=E9=80=80=E6=AC=BE?= <refunds@acme.example>
To: <li.lei@example.test>
Content-Transfer-Encoding: quoted-printable
Content-Type: text/plain; charset=UTF-8

=E6=82=A8=E5=A5=BD=EF=BC=9A
.
EUR =3D 1
`, "\n", "\r\n")
	first := written(t, message())
	if string(first) != want || !bytes.Equal(first, written(t, message())) {
		t.Errorf("got\n%s\nwant\n%s", first, want)
	}
}

func TestAPageStandsBesideTheTextAndThePlainOneComesFirst(t *testing.T) {
	m := message()
	m.HTML = "<!DOCTYPE html>\n<p>您好：</p>\n"
	raw := written(t, m)
	if got := messagingtest.ReadLetter(t, raw); got.Body != m.Body || got.HTML != m.HTML {
		t.Errorf("got %+v", got)
	}
	if !bytes.Equal(raw, written(t, m)) || !bytes.Contains(raw, []byte("Content-Type: multipart/alternative;\r\n boundary="+messaging.Digest(m.ID))) {
		t.Errorf("not the same letter each time:\n%s", raw)
	}
}

func TestALetterIsReadAsItWasWritten(t *testing.T) {
	for name, m := range map[string]messaging.Message{
		"characters of every kind":       message(),
		"a subject of plain English":     {ID: "a", Locale: "en", Subject: "Your refund for order o-1001", Body: "Hello,\n"},
		"a long subject, and long lines": {ID: "b", Locale: "en", Subject: strings.Repeat("refund ", 40) + "done", Body: strings.Repeat("word ", 400) + "\n"},
		"a subject without a space":      {ID: "c", Locale: "zh-CN", Subject: strings.Repeat("退款", 60), Body: strings.Repeat("您好：", 400)},
	} {
		raw := written(t, m)
		if got := messagingtest.ReadLetter(t, raw); got.To != "li.lei@example.test" || got.Subject != m.Subject || got.Body != m.Body {
			t.Errorf("%s: got %+v", name, got)
		}
		for _, line := range strings.Split(strings.TrimSuffix(string(raw), "\r\n"), "\r\n") {
			if len(line) > 78 || strings.ContainsAny(line, "\r\n") || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
				t.Errorf("%s: not a mail line: %q", name, line)
			}
		}
	}
}

func TestASubjectCannotBecomeAHeader(t *testing.T) {
	m := message()
	m.Subject = "Hello\r\nBcc: thief@example.test"
	raw := written(t, m)
	if messagingtest.ReadMail(t, raw).Header.Get("Bcc") != "" || bytes.Contains(raw, []byte("\nBcc:")) {
		t.Errorf("a header was smuggled in:\n%s", raw)
	}
}

func TestAnAddressNobodyCanHaveIsNoAddressAndIsNotQuoted(t *testing.T) {
	e := envelope()
	e.To = &mail.Address{Address: "li.lei at example"}
	_, err := letter.New(message(), e)
	if !errors.Is(err, messaging.ErrNoAddress) || strings.Contains(err.Error(), "li.lei") {
		t.Errorf("got %v", err)
	}
}
