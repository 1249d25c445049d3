package withdrawal

import (
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Row is a part of a declaration, with its label.
type Row struct{ Label, Value string }

// Rows are a declaration as people read it, in a language.
func (r Receipt) Rows(shop Shop) []Row {
	rows := declaredRows(r.Declaration, shop, r.Locale)
	return append(rows, Row{Say(r.Locale, "number"), string(r.ID)})
}

// Rows are what is about to be declared.
func (d Declaration) Rows(shop Shop, locale string) []Row { return declaredRows(d, shop, locale) }

func declaredRows(d Declaration, shop Shop, locale string) []Row {
	name := shop.Name
	if name == "" {
		name = string(d.Merchant)
	}
	return []Row{
		{Say(locale, "merchant"), name}, {Say(locale, "name"), d.Name}, {Say(locale, "contract"), d.Contract},
		{Say(locale, "part"), partText(d, locale)}, {Say(locale, "reply_to"), d.ReplyTo},
	}
}

// partText says what of the contract is meant.
func partText(d Declaration, locale string) string {
	var lines []string
	for _, l := range d.Lines {
		lines = append(lines, fmt.Sprintf("%d × %s (%s)", l.Quantity, line(l.Title), line(string(l.LineID))))
	}
	if d.Part != "" {
		lines = append(lines, d.Part)
	}
	if len(lines) == 0 {
		return Say(locale, "all")
	}
	return strings.Join(lines, "\n")
}

// Moment is when something was received: in UTC, and in the shop's time zone where it has one.
func Moment(at time.Time, shop Shop) string {
	const form = "2006-01-02 15:04:05"
	text := at.UTC().Format(form) + " UTC"
	if zone, err := time.LoadLocation(shop.TimeZone); err == nil && shop.TimeZone != "" && shop.TimeZone != "UTC" {
		text += " (" + at.In(zone).Format(form) + " " + shop.TimeZone + ")"
	}
	return text
}

// acknowledgement is the mail that acknowledges the receipt: content, date and time, and the digest. What the customer wrote
// stands behind a mark on each of its lines, so that it cannot be taken for the shop's words; none of it is in a header.
func acknowledgement(s ledger.Statement, d Declaration, shop Shop) (messaging.Message, error) {
	address, ok := d.Address()
	if !ok {
		return messaging.Message{}, messaging.ErrNoAddress
	}
	canonical, err := d.Canonical()
	if err != nil {
		return messaging.Message{}, err
	}
	var b strings.Builder
	say := func(id string) string { return Say(s.Locale, id) }
	fmt.Fprintf(&b, "%s\n\n%s\n\n> %s\n", say("mail.greeting"), say("mail.intro"), say("declare"))
	for _, row := range declaredRows(d, shop, s.Locale) {
		fmt.Fprintf(&b, "> %s: %s\n", row.Label, strings.ReplaceAll(row.Value, "\n", "\n>   "))
	}
	fmt.Fprintf(&b, "\n%s: %s\n%s: %s\n\n%s\n", say("received"), Moment(s.ReceivedAt, shop), say("number"), s.ID, say("receipt"))
	fmt.Fprintf(&b, "\n%s: %s\n%s:\n> %s\n", say("sha256"), s.SHA256, say("canonical"), canonical)
	if shop.Name != "" {
		fmt.Fprintf(&b, "\n%s\n", line(shop.Name))
	}
	return messaging.Message{
		ID: s.ID.MessageID(), At: s.ReceivedAt, To: refund.Contact{Email: address}, Locale: s.Locale, Subject: say("mail.subject"), Body: b.String(), Short: say("mail.subject"),
	}, nil
}
