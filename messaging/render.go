package messaging

import (
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// Speak says how an amount comes about in a locale of Locales; its assessment is there.
type Speak func(e refund.Explanation, locale string) refund.Statement

// Renderer puts notices into customers' languages. The zero Renderer explains no amounts and offers no links.
type Renderer struct {
	Speak Speak
	Links *Links
	// Page is the address of the customer's page of the refund, which every message names; empty: there is none.
	Page string
}

// Render writes a notice for a customer. It says "refunded" only for the notices that follow settlement
// (promise 10), and no code of makegood's: reasons are said in words, or not at all. It returns
// ErrBadNotice for a notice it has no words for.
func (r Renderer) Render(n refund.Notice, to refund.Contact) (Message, error) {
	m, err := r.render(n)
	if err != nil {
		return Message{}, fmt.Errorf("%w: %s: %w", ErrBadNotice, n.MessageID(), err)
	}
	m.To = to
	return m, nil
}

func (r Renderer) render(n refund.Notice) (Message, error) {
	all, err := catalogues()
	if err != nil {
		return Message{}, err
	}
	v := speak(n.Locale, n.TimeZone)
	w := writer{voice: v, catalogue: all[v.locale], notice: n}
	if err := w.fill(r); err != nil {
		return Message{}, err
	}
	m := Message{
		ID: n.MessageID(), Refund: n.Refund, Kind: n.Kind, At: n.At, Customer: n.Customer, Locale: v.locale, Link: w.w.Link,
	}
	return m, w.write(&m)
}

// fill checks that the notice has what its kind needs, and writes it out.
func (w *writer) fill(r Renderer) error {
	key, err := w.notice.Refund.Key()
	if err != nil {
		return err
	}
	w.w.Order, w.w.Request = string(key.Order), string(key.Request)
	if r.Links != nil && w.notice.Kind == refund.NoticeSurvey {
		w.w.Link = r.Links.SurveyURL
	}
	w.w.Page = r.Page
	w.begun()
	for _, part := range []func() error{
		w.money, w.travel, func() error { return w.explain(r.Speak) }, w.returned, func() error { return w.offer(r.Links) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	if w.w.Link == "" && opensPage(w.notice.Kind) {
		w.w.Link = r.Page
	}
	w.answers()
	return w.w.complete(w.notice.Kind)
}

// write fills the notice's texts.
func (w *writer) write(m *Message) error {
	said, ok := w.notices[w.notice.Kind]
	if !ok {
		return fmt.Errorf("no text for the notice %q in %s", w.notice.Kind, w.locale)
	}
	opens := button{Link: m.Link}
	for _, part := range []struct {
		from *template.Template
		into *string
	}{{said.subject, &m.Subject}, {said.short, &m.Short}, {said.button, &opens.Label}} {
		if part.from == nil {
			continue
		}
		text, err := w.filled(part.from)
		if err != nil {
			return err
		}
		*part.into = oneLine(text)
	}
	return w.writeBody(m, said.body, opens)
}

// writeBody fills the body's sections, and lays them out twice: as plain text and as a page.
func (w *writer) writeBody(m *Message, body []section, opens button) error {
	var plain []string
	p := page{Locale: m.Locale, Subject: m.Subject, Short: m.Short, Labels: w.labels}
	for _, part := range body {
		text, err := w.filled(part.text)
		if err != nil {
			return err
		}
		if text = paragraphs(text); text == "" {
			continue
		}
		switch part.kind {
		case sectionText:
			p.Parts = append(p.Parts, pagePart{Blocks: blocksOf(text, opens)})
		case sectionAmounts:
			p.Parts = append(p.Parts, pagePart{Amounts: &w.w.Amounts})
			text = w.labels.Amounts + "\n\n" + text
		case sectionNext:
			p.Next = blocksOf(text, opens)
			text = w.labels.Next + "\n\n" + text
		}
		plain = append(plain, text)
	}
	if w.w.Page != "" && m.Link != w.w.Page {
		p.Page = w.w.Page
		plain = append(plain, w.labels.Page+"\n"+w.w.Page)
	}
	m.Body = strings.Join(plain, "\n\n") + "\n"
	var err error
	m.HTML, err = p.write()
	return err
}

// opensPage: what the message asks for can be done on the customer's page.
func opensPage(kind refund.NoticeKind) bool { return opensOffer(kind) || kind == refund.NoticeSurvey }

func (w *writer) filled(from *template.Template) (string, error) {
	var out strings.Builder
	err := from.Execute(&out, w.w)
	return out.String(), err
}

// clean takes out what does not print or turns a text around, and keeps line breaks.
func clean(text string) string { return strings.TrimSpace(foreign.Plain(text)) }

// oneLine makes one line of a text: a title or a question must not break a subject or a list. Hard
// spaces become plain ones: a single one would make a text message twice as dear.
func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

var manyBreaks = regexp.MustCompile(`[ \t]*\n(?:[ \t]*\n)+`)

// paragraphs leaves one empty line where a text left several, for a part it did not need.
func paragraphs(text string) string {
	return strings.TrimSpace(manyBreaks.ReplaceAllString(text, "\n\n"))
}
