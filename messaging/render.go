package messaging

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"text/template"
	"time"

	"github.com/makegood/makegood/refund"
)

// texts holds one file a locale and notice: the subject in the first line, an empty line, the body.
//
//go:embed templates
var texts embed.FS

// words is what a text may say: amounts with their currency, days in the locale. Empty is absent.
type words struct {
	Order       string
	Request     string
	Total       string
	Paid        string
	Rest        string
	ExpectedBy  string
	OfferKind   string
	OfferAmount string
	OfferCode   string
	OfferUntil  string
}

// Render puts a notice into the customer's language. It says "refunded" only for the notices that
// follow settlement (promise 10), and nothing of why a request was refused: reasons are for people
// who know the case. It returns ErrBadNotice for a notice it has no words for.
func Render(n refund.Notice, to refund.Contact) (Message, error) {
	locale := LocaleFor(n.Locale)
	subject, body, err := renderIn(locale, n)
	if err != nil {
		return Message{}, fmt.Errorf("%w: %s: %w", ErrBadNotice, n.MessageID(), err)
	}
	return Message{ID: n.MessageID(), To: to, Locale: locale, Subject: subject, Body: body}, nil
}

func renderIn(locale string, n refund.Notice) (subject, body string, err error) {
	said, err := wordsOf(n, locale)
	if err != nil {
		return "", "", err
	}
	kind := textFor(n)
	text, err := texts.ReadFile("templates/" + locale + "/" + string(kind) + ".txt")
	if err != nil {
		return "", "", fmt.Errorf("no text for the notice %q in %s", kind, locale)
	}
	form, err := template.New(string(kind)).Parse(string(text))
	if err != nil {
		return "", "", err
	}
	var out strings.Builder
	if err := form.Execute(&out, said); err != nil {
		return "", "", err
	}
	return split(out.String())
}

// textFor is the notice whose text is used: a refund that ended well without an amount (an
// authorisation was voided) has nothing to announce.
func textFor(n refund.Notice) refund.NoticeKind {
	if n.Kind == refund.NoticeRefunded && n.TotalMinor == 0 {
		return refund.NoticeNothing
	}
	return n.Kind
}

// split parts a text into its first line and what follows the empty second one.
func split(text string) (subject, body string, err error) {
	subject, body, ok := strings.Cut(text, "\n\n")
	if !ok || subject == "" || strings.Contains(subject, "\n") {
		return "", "", errors.New("a text must be a subject, an empty line and a body")
	}
	return subject, body, nil
}

// wordsOf checks that the notice has what its kind needs, and writes it out.
func wordsOf(n refund.Notice, locale string) (words, error) {
	key, err := n.Refund.Key()
	if err != nil {
		return words{}, err
	}
	w := words{Order: string(key.Order), Request: string(key.Request)}
	if n.TotalMinor > 0 {
		w.Total = refund.FormatAmount(n.TotalMinor, n.Currency)
		w.Paid = refund.FormatAmount(n.PaidMinor, n.Currency)
		w.Rest = refund.FormatAmount(n.TotalMinor-n.PaidMinor, n.Currency)
	}
	if n.ExpectedBy != nil {
		w.ExpectedBy = formatDay(*n.ExpectedBy, locale)
	}
	if err := w.addOffer(n, locale); err != nil {
		return words{}, err
	}
	return w, w.complete(textFor(n))
}

func (w *words) addOffer(n refund.Notice, locale string) error {
	if n.OfferTerms == nil {
		return nil
	}
	switch n.OfferTerms.Kind {
	case refund.OfferCoupon, refund.OfferStoreCredit:
	default:
		return fmt.Errorf("no words for the offer kind %q", n.OfferTerms.Kind)
	}
	w.OfferKind = string(n.OfferTerms.Kind)
	w.OfferAmount = refund.FormatAmount(n.OfferTerms.AmountMinor, n.Currency)
	w.OfferCode = n.OfferCode
	w.OfferUntil = formatDay(n.At.Add(time.Duration(n.OfferTerms.ExpirySeconds)*time.Second), locale)
	return nil
}

// complete refuses a notice whose text would have a hole.
func (w *words) complete(kind refund.NoticeKind) error {
	switch kind {
	case refund.NoticeAwaitingApproval, refund.NoticeSent, refund.NoticeRefunded, refund.NoticePartlyRefunded:
		if w.Total == "" {
			return errors.New("no total")
		}
	case refund.NoticeOffer, refund.NoticeOfferAccepted:
		if w.OfferKind == "" {
			return errors.New("no offer terms")
		}
	case refund.NoticeAcknowledged, refund.NoticeNothing, refund.NoticeRejected, refund.NoticeWithdrawn,
		refund.NoticeNeedsAttention:
	default:
		return fmt.Errorf("no words for the notice %q", kind)
	}
	return nil
}
