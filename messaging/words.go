package messaging

import (
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// words is what a text may say, written out in the customer's language: amounts with their currency,
// days and hours by the locale. Empty is absent.
type words struct {
	Order, Request string
	// Total, Paid and Rest are empty where no money is spoken of: an authorisation that is cancelled.
	Total, Paid, Rest string
	// Formula is how the total was computed, a line a part.
	Formula []string
	// StoreCredit, Elsewhere and AsPaid are the ways the money goes; several may hold.
	StoreCredit, Elsewhere, AsPaid bool
	ExpectedBy                     string
	// UsuallyHours or UsuallyDays is how long it usually takes; 0 where nothing is known.
	UsuallyHours, UsuallyDays int64

	Why     []string
	Message string
	// AppealBy is until when a refusal may be appealed.
	AppealBy           string
	Question, AnswerBy string

	Goods     []goods
	ReturnBy  string
	Inspected []found

	Choices []gift
	Taken   gift
	Code    string
	OfferBy string
	// Link answers the offer, or opens the survey.
	Link string
}

// writer puts one notice into words.
type writer struct {
	voice
	catalogue
	notice refund.Notice
	w      words
}

// money fills in the amounts; a total of 0 speaks of none.
func (w *writer) money() error {
	n := w.notice
	if n.TotalMinor == 0 {
		return nil
	}
	for _, part := range []struct {
		minor int64
		into  *string
	}{{n.TotalMinor, &w.w.Total}, {n.PaidMinor, &w.w.Paid}, {n.TotalMinor - n.PaidMinor, &w.w.Rest}} {
		text, err := w.amount(part.minor, n.Currency)
		if err != nil {
			return err
		}
		*part.into = text
	}
	return nil
}

// formula says the steps that add up to the total, and nothing of who has to agree or where it goes.
func (w *writer) formula(speak Speak) error {
	var told []refund.Step
	for _, step := range w.notice.Steps {
		if step.ResultMinor != 0 && addsUp(step.Key) {
			told = append(told, step)
		}
	}
	if speak != nil && len(told) > 0 {
		told = speak(told, w.locale)
	}
	for _, step := range told {
		result, err := w.amount(step.ResultMinor, w.notice.Currency)
		if err != nil {
			return err
		}
		line := step.Name + ": "
		if step.Formula != "" {
			line += step.Formula + " = "
		}
		w.w.Formula = append(w.w.Formula, oneLine(line+result))
	}
	return nil
}

// addsUp reports whether a step is a part of the total. The others say who has to agree, what was
// found in the books or how the total is shared out: they are for the people who work with the case.
func addsUp(key string) bool {
	if key == "payment.kept_back" || key == "payment.restored" {
		return true
	}
	family, _, _ := strings.Cut(key, ".")
	return !slices.Contains([]string{
		"approval", "captured", "choice", "commission", "eligible", "payment", "policy", "quantities", "risk", "seller", "tax", "tenders", "zone",
	}, family)
}

// travel says which ways the money goes, and when it is expected.
func (w *writer) travel() {
	for _, way := range w.notice.Ways {
		switch way.Via {
		case refund.ViaStoreCredit:
			w.w.StoreCredit = true
		case refund.ViaElsewhere:
			w.w.Elsewhere = true
		default:
			w.w.AsPaid = true
		}
	}
	w.w.ExpectedBy = w.dayOf(w.notice.ExpectedBy)
	hours := roundUp(w.notice.UsuallySeconds, 3600)
	if hours > 24 {
		w.w.UsuallyDays = roundUp(hours, 24)
		return
	}
	w.w.UsuallyHours = hours
}

func roundUp(n, unit int64) int64 { return (n + unit - 1) / unit }

// answers says why something was refused, what a person wrote about it, what is asked, and until when.
func (w *writer) answers() {
	n := w.notice
	for _, code := range n.Why {
		if said, ok := w.reasons[code]; ok && !slices.Contains(w.w.Why, said) {
			w.w.Why = append(w.w.Why, said)
		}
	}
	w.w.Message = clean(n.Message)
	if len(w.w.Why) == 0 && w.w.Message == "" {
		w.w.Why = []string{w.reasons[otherwise(n.Kind)]}
	}
	w.w.Question = oneLine(n.Question)
	w.w.AppealBy, w.w.AnswerBy, w.w.ReturnBy = w.momentOf(n.AppealBy), w.momentOf(n.AnswerBy), w.momentOf(n.ReturnBy)
}

// otherwise is the key of what is said where no code may be told, and nobody wrote anything.
func otherwise(kind refund.NoticeKind) string {
	if kind == refund.NoticeCorrected {
		return anyCorrection
	}
	return anyReason
}

func (w *writer) dayOf(at *time.Time) string {
	if at == nil {
		return ""
	}
	return w.day(*at)
}

func (w *writer) momentOf(at *time.Time) string {
	if at == nil {
		return ""
	}
	return w.moment(*at)
}
