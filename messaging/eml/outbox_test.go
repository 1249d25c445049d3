package eml_test

import (
	"bytes"
	"errors"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/eml"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

const sender = "Acme 退款 <refunds@acme.example>"

func TestTheOutboxConforms(t *testing.T) {
	messagingtest.RunChannelConformance(t, func(t *testing.T) messagingtest.ChannelRig {
		dir := filepath.Join(t.TempDir(), "outbox")
		return messagingtest.ChannelRig{
			Channel: open(t, dir),
			Letters: func(t *testing.T) []messagingtest.Letter {
				var letters []messagingtest.Letter
				for _, content := range files(t, dir) {
					letters = append(letters, messagingtest.ReadLetter(t, content))
				}
				return letters
			},
			Away: func(t *testing.T, away bool) {
				from, to := dir, dir+".away"
				if !away {
					from, to = to, from
				}
				if err := os.Rename(from, to); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

func open(t *testing.T, dir string) *eml.Outbox {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) }
	outbox, err := eml.New(eml.Config{Dir: dir, From: sender, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return outbox
}

// files returns the content of everything in the folder, drafts included.
func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	contents := map[string][]byte{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		contents[entry.Name()] = content
	}
	return contents
}

func message(id string) messaging.Message {
	return messaging.Message{
		ID: id, To: refund.Contact{Email: "li.lei@example.test"}, Locale: "zh-CN",
		Subject: strings.Repeat("订单 o-1001 的退款 ", 12), Body: strings.Repeat("您好：", 400) + "\n",
	}
}

func TestTheFileIsStrictMail(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir).Deliver(t.Context(), message("refund/acme/o-1001/c-1#sent")); err != nil {
		t.Fatal(err)
	}
	for name, content := range files(t, dir) {
		if !strings.HasPrefix(name, "refund_acme_o-1001_c-1_sent-") || !strings.HasSuffix(name, ".eml") {
			t.Errorf("the file is called %s", name)
		}
		for _, line := range strings.Split(strings.TrimSuffix(string(content), "\r\n"), "\r\n") {
			if len(line) > 78 || strings.ContainsAny(line, "\r\n") || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
				t.Errorf("not a mail line: %q", line)
			}
		}
	}
}

func TestTheHeadersAreDerived(t *testing.T) {
	headers := map[string]mail.Header{}
	for range 2 {
		dir := t.TempDir()
		if err := open(t, dir).Deliver(t.Context(), message("refund/acme/o-1001/c-1#sent")); err != nil {
			t.Fatal(err)
		}
		for name, content := range files(t, dir) {
			m, err := mail.ReadMessage(bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			headers[name+m.Header.Get("Message-ID")] = m.Header
		}
	}
	if len(headers) != 1 {
		t.Errorf("the same message has several names or ids: %v", headers)
	}
	for _, h := range headers {
		from, err := h.AddressList("From")
		if err != nil || from[0].Address != "refunds@acme.example" || from[0].Name != "Acme 退款" {
			t.Errorf("From: %v, %v", from, err)
		}
		if !strings.HasSuffix(h.Get("Message-ID"), "@acme.example>") || h.Get("Date") != "Mon, 02 Nov 2026 09:00:00 +0000" {
			t.Errorf("Message-ID %s, Date %s", h.Get("Message-ID"), h.Get("Date"))
		}
	}
}

func TestASubjectCannotBecomeAHeader(t *testing.T) {
	dir, m := t.TempDir(), message("refund/acme/o-1001/c-1#sent")
	m.Subject = "Hello\r\nBcc: thief@example.test"
	if err := open(t, dir).Deliver(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	for _, content := range files(t, dir) {
		if bytes.Contains(content, []byte("\r\nBcc:")) {
			t.Errorf("a header was smuggled in:\n%s", content)
		}
	}
}

func TestAnAddressNobodyCanHaveIsNoAddressAndIsNotQuoted(t *testing.T) {
	m := message("refund/acme/o-1001/c-1#sent")
	m.To.Email = "li.lei at example\r\nBcc: thief@example.test"
	err := open(t, t.TempDir()).Deliver(t.Context(), m)
	if !errors.Is(err, messaging.ErrNoAddress) || strings.Contains(err.Error(), "li.lei") {
		t.Errorf("got %v", err)
	}
}

func TestADeliveredFileIsLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	if err := first.Deliver(t.Context(), message("refund/acme/o-1001/c-1#sent")); err != nil {
		t.Fatal(err)
	}
	before := files(t, dir)
	other := message("refund/acme/o-1001/c-1#sent")
	other.Body = "something else"
	if err := open(t, dir).Deliver(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	after := files(t, dir)
	for name := range before {
		if len(after) != 1 || !bytes.Equal(before[name], after[name]) {
			t.Errorf("the outbox changed: %d files", len(after))
		}
	}
}

func TestAnOutboxThatCannotBeWrittenSaysSo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "outbox")
	outbox := open(t, dir)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := outbox.Deliver(t.Context(), message("refund/acme/o-1001/c-1#sent")); err == nil || errors.Is(err, messaging.ErrNoAddress) {
		t.Errorf("got %v", err)
	}
}

func TestTheConfigurationIsChecked(t *testing.T) {
	for name, config := range map[string]eml.Config{
		"no sender":  {Dir: t.TempDir()},
		"bad sender": {Dir: t.TempDir(), From: "refunds"},
		"no folder":  {From: sender},
	} {
		if _, err := eml.New(config); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func BenchmarkDeliver(b *testing.B) {
	outbox, err := eml.New(eml.Config{Dir: b.TempDir(), From: sender})
	if err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		if err := outbox.Deliver(b.Context(), message(strings.Repeat("x", n%50)+time.Now().String())); err != nil {
			b.Fatal(err)
		}
	}
}
