package messaging

import (
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// Speak says steps of a computation in a locale of Locales: their names and formulas. What it leaves
// out stays unsaid.
type Speak func(steps []refund.Step, locale string) []refund.Step

// Renderer puts notices into customers' languages. The zero Renderer leaves the steps as they are and
// offers no links.
type Renderer struct {
	Speak Speak
	Links *Links
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
	w.travel()
	w.answers()
	for _, part := range []func() error{
		w.money, func() error { return w.formula(r.Speak) }, w.returned, func() error { return w.offer(r.Links) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return w.w.complete(w.notice.Kind)
}

// write fills the notice's texts.
func (w *writer) write(m *Message) error {
	said, ok := w.notices[w.notice.Kind]
	if !ok {
		return fmt.Errorf("no text for the notice %q in %s", w.notice.Kind, w.locale)
	}
	for _, part := range []struct {
		from *template.Template
		into *string
		tidy func(string) string
	}{{said.subject, &m.Subject, oneLine}, {said.short, &m.Short, oneLine}, {said.body, &m.Body, paragraphs}} {
		var out strings.Builder
		if err := part.from.Execute(&out, w.w); err != nil {
			return err
		}
		*part.into = part.tidy(out.String())
	}
	return nil
}

// clean takes out what does not print or turns a text around, and keeps line breaks.
func clean(text string) string { return strings.TrimSpace(foreign.Plain(text)) }

// oneLine makes one line of a text: a title or a question must not break a subject or a list. Hard
// spaces become plain ones: a single one would make a text message twice as dear.
func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

var manyBreaks = regexp.MustCompile(`[ \t]*\n(?:[ \t]*\n)+`)

// paragraphs leaves one empty line where a text left several, for a part it did not need.
func paragraphs(text string) string {
	return strings.TrimSpace(manyBreaks.ReplaceAllString(text, "\n\n")) + "\n"
}
