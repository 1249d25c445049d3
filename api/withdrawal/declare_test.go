package withdrawal_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/eml"
	"github.com/makegood/makegood/refund"
)

func TestConfirmingTwiceKeepsOneStatementAndAnothersIDIsNotTaken(t *testing.T) {
	b := newBench(t)
	in := withdrawal.Declared{ID: b.NewStatementID(), Declaration: declaration(), Locale: "de"}
	first, err := b.Declare(t.Context(), api.Call{}, in)
	if err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(1)
	again, err := b.Declare(t.Context(), api.Call{}, in)
	if err != nil || again.ID != first.ID || !again.ReceivedAt.Equal(first.ReceivedAt) {
		t.Errorf("again: %+v, %v", again, err)
	}
	in.Declaration.Name = "Eve"
	other, err := b.Declare(t.Context(), api.Call{}, in)
	if err != nil || other.ID == first.ID || other.Declaration.Name != "Eve" {
		t.Errorf("another statement under the same id: %+v, %v", other, err)
	}
	for _, bad := range []ledger.StatementID{"", "short", "has/slash-has/slash-has/slash", ledger.StatementID(strings.Repeat("a", 65))} {
		in.ID = bad
		kept, err := b.Declare(t.Context(), api.Call{}, in)
		if err != nil || kept.ID == bad {
			t.Errorf("the id %q is kept: %+v, %v", bad, kept, err)
		}
	}
	rows, err := b.books.Statements(t.Context(), ledger.StatementFilter{})
	if err != nil || len(rows) != 6 {
		t.Errorf("%d statements, %v", len(rows), err)
	}
}

func TestADeclarationIsRefusedForWhatItLacksAndForNothingElse(t *testing.T) {
	b := newBench(t)
	for name, c := range map[string]struct {
		change func(*withdrawal.Declaration)
		lacks  []withdrawal.Lack
	}{
		"whole":            {func(*withdrawal.Declaration) {}, nil},
		"no name":          {func(d *withdrawal.Declaration) { d.Name = " \u200b\t" }, []withdrawal.Lack{{Field: withdrawal.FieldName}}},
		"no contract":      {func(d *withdrawal.Declaration) { d.Contract = "" }, []withdrawal.Lack{{Field: withdrawal.FieldContract}}},
		"no address":       {func(d *withdrawal.Declaration) { d.ReplyTo = "" }, []withdrawal.Lack{{Field: withdrawal.FieldReplyTo}}},
		"no e-mail":        {func(d *withdrawal.Declaration) { d.ReplyTo = "by fax" }, nil},
		"an unknown order": {func(d *withdrawal.Declaration) { d.Contract = "nobody knows" }, nil},
		"too long": {func(d *withdrawal.Declaration) { d.Name = strings.Repeat("长", withdrawal.NameMax+1) }, []withdrawal.Lack{
			{Field: withdrawal.FieldName, TooLong: true, Max: withdrawal.NameMax},
		}},
		"as long as it may be": {func(d *withdrawal.Declaration) { d.Part = strings.Repeat("长", withdrawal.PartMax) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := declaration()
			c.change(&d)
			if got := d.Tidied().Lacks(); !slices.Equal(got, c.lacks) {
				t.Errorf("lacks %+v", got)
			}
			_, err := b.Declare(t.Context(), api.Call{}, withdrawal.Declared{ID: b.NewStatementID(), Declaration: d})
			if len(c.lacks) == 0 && err != nil {
				t.Error(err)
			}
			if len(c.lacks) > 0 {
				refusedWith(t, "declared", err, withdrawal.CodeDeclarationLacks)
			}
		})
	}
}

func TestTheDigestIsOfTheTextThatIsShownAndTheSameForTheSameContentAlone(t *testing.T) {
	b := newBench(t)
	first := b.declare(declaration())
	sum := sha256.Sum256([]byte(first.Canonical))
	if first.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%s is not the digest of %s", first.SHA256, first.Canonical)
	}
	spaced := declaration()
	spaced.Name, spaced.ReplyTo = "  Li \r\n Lei ", "<buyer@example.com>"
	if again := b.declare(spaced); again.SHA256 != first.SHA256 {
		t.Errorf("the same content has another digest: %s", again.Canonical)
	}
	part := declaration()
	part.Part = "1"
	if other := b.declare(part); other.SHA256 == first.SHA256 {
		t.Error("other content has the same digest")
	}
}

// TestNothingThatACustomerWritesReachesAMailsHeaders reads the mails as a mail program does.
func TestNothingThatACustomerWritesReachesAMailsHeaders(t *testing.T) {
	b := newBench(t)
	folder := t.TempDir()
	outbox, err := eml.New(eml.Config{Dir: folder, From: "Acme <refunds@acme.example>", Now: b.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	p := b.pass(func(c *withdrawal.PassConfig) { c.Mail = outbox })
	nasty := append(foreigntest.All(), "x\r\nBcc: eve@example.com\r\n\r\n", "x\nSubject: hi", "=?utf-8?q?=0ABcc:_eve=40example.com?=", "\u202eevil", "<script>alert(1)</script>")
	for _, text := range nasty {
		d := declaration()
		d.Name, d.Contract, d.Part = text, text, text
		if d.Name == "" || len(d.Tidied().Lacks()) > 0 {
			continue
		}
		b.declare(d)
		b.clock.Advance(10 * time.Minute) // one address is not sent everything at once
	}
	for _, address := range []string{
		"eve@example.com\r\nBcc: all@example.com", "\"Eve\r\nBcc: all@example.com\" <eve@example.com>", "eve@example.com, all@example.com", "=?utf-8?q?x=0ABcc?= <eve@example.com>",
	} {
		d := declaration()
		d.ReplyTo = address
		b.declare(d)
	}
	p.Once(t.Context())
	files, err := filepath.Glob(filepath.Join(folder, "*.eml"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d mails, %v", len(files), err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := mail.ReadMessage(strings.NewReader(string(raw)))
		if err != nil {
			t.Fatal(err)
		}
		to, err := got.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != customer && to[0].Address != "eve@example.com" || to[0].Name != "" {
			t.Errorf("a mail goes to %v, %v", to, err)
		}
		for key := range got.Header {
			if !slices.Contains([]string{"To", "From", "Subject", "Date", "Message-Id", "Mime-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Language", "Auto-Submitted"}, key) {
				t.Errorf("a mail has the header %s: %q", key, got.Header.Get(key))
			}
		}
		if strings.ContainsAny(string(raw), "\u202e\u202d\u2066\u200f\u0000\u001b") {
			t.Errorf("a mail has what turns its text around")
		}
	}
}

func TestWhatACustomerWroteStandsBehindAMarkOnEachLine(t *testing.T) {
	b := newBench(t)
	d := declaration()
	d.Part = "1\n\nYour refund of 1.000 EUR was approved.\nAcme"
	b.declare(d)
	b.pass().Once(t.Context())
	for line := range strings.Lines(b.mail.got[0].Body) {
		if strings.Contains(line, "approved") && !strings.HasPrefix(line, "> ") && !strings.HasPrefix(line, ">  ") {
			t.Errorf("the customer's words stand as the shop's: %q", line)
		}
	}
}

func TestEveryLanguageHasEveryTextAndTheLawsLabels(t *testing.T) {
	labels, err := withdrawal.Labels()
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{
		"withdraw", "confirm", "page.intro", "page.merchant", "page.name", "page.contract", "page.part", "page.part.hint", "page.lines", "page.quantity", "page.reply_to", "page.next",
		"page.lacks", "page.empty", "page.too_long", "page.kept", "page.check.intro", "page.check.no_mail", "page.received.intro", "page.received.mail", "page.received.no_mail",
		"declare", "all", "merchant", "name", "contract", "part", "reply_to", "received", "number", "sha256", "canonical", "mail.subject", "mail.intro", "mail.greeting", "receipt", "failed",
	}
	for _, locale := range withdrawal.Locales() {
		for _, id := range ids {
			if text := withdrawal.Say(locale, id); text == id || text == "" {
				t.Errorf("%s has no text %s", locale, id)
			}
		}
		label := labels[locale]
		if label.Withdraw != withdrawal.Say(locale, "withdraw") || label.Confirm != withdrawal.Say(locale, "confirm") {
			t.Errorf("%s: the label is %+v", locale, label)
		}
	}
	for locale, want := range map[string]withdrawal.Label{
		"en": {Withdraw: "Withdraw from contract here", Confirm: "Confirm withdrawal"}, "de": {Withdraw: "Vertrag widerrufen", Confirm: "Widerruf bestätigen"},
	} {
		if labels[locale] != want {
			t.Errorf("%s: the law's words are %+v", locale, labels[locale])
		}
	}
	for tag, want := range map[string]string{"de-AT": "de", "zh": "zh-CN", "zh-Hant-TW": "zh-CN", "EN": "en", "fr": "en", "": "en"} {
		if got := withdrawal.Spoken(tag); got != want {
			t.Errorf("%q is spoken as %q", tag, got)
		}
	}
}

func TestALinkIsBelievedOnlyAsItsShopSignedIt(t *testing.T) {
	b := newBench(t)
	link := b.register(knownOrder)
	if err := b.CheckLink(link); err != nil {
		t.Fatal(err)
	}
	if read, ok := withdrawal.LinkIn(link.Query()); !ok || read != link {
		t.Errorf("read as %+v", read)
	}
	theirs, err := secretsOf(otherSecret)()
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := withdrawal.SignLink(theirs, link.Merchant, link.Order, link.Until)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*withdrawal.Link){
		"another order":         func(l *withdrawal.Link) { l.Order = "o-2" },
		"another shop":          func(l *withdrawal.Link) { l.Merchant = "m-002" },
		"a later end":           func(l *withdrawal.Link) { l.Until = l.Until.Add(1e9) },
		"no token":              func(l *withdrawal.Link) { l.Token = "" },
		"a token with a tail":   func(l *withdrawal.Link) { l.Token += "=" },
		"another shop's secret": func(l *withdrawal.Link) { l.Token = foreign.Token },
	} {
		changed := link
		change(&changed)
		if problem, _ := refund.ProblemIn(b.CheckLink(changed)); problem.Code != refund.CodeBadToken {
			t.Errorf("%s: %v", name, problem)
		}
	}
	b.clock.Advance(link.Until.Sub(b.clock.Now()))
	if problem, _ := refund.ProblemIn(b.CheckLink(link)); problem.Code != refund.CodeTooLate {
		t.Errorf("at its end: %v", problem)
	}
	if _, err := withdrawal.SignLink(theirs, "m\n001", "o-1", link.Until); err == nil {
		t.Error("an id with a line break is signed")
	}
}

// TestAShopCanMakeTheTokenItselfAsTheDocumentationSays follows docs/withdrawal.md line by line.
func TestAShopCanMakeTheTokenItselfAsTheDocumentationSays(t *testing.T) {
	docs, err := os.ReadFile(filepath.Join("..", "..", "docs", "withdrawal.md"))
	if err != nil {
		t.Fatal(err)
	}
	const text = "makegood/order-link/1\nm-001\n1001\n1798632000"
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(shopSecret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(docs), strings.ReplaceAll(text, "\n", `\n`)) || !strings.Contains(string(docs), strings.TrimPrefix(shopSecret, "whsec_")) {
		t.Error("the documentation has another example")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	secrets, err := secretsOf(shopSecret)()
	if err != nil {
		t.Fatal(err)
	}
	link, err := withdrawal.SignLink(secrets, "m-001", "1001", time.Unix(1798632000, 0))
	if want := base64.RawURLEncoding.EncodeToString(mac.Sum(nil)); err != nil || link.Token != want {
		t.Errorf("the token is %s, %v; by the documentation it is %s", link.Token, err, want)
	}
}
