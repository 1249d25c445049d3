package messaging

import (
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// words is what a text may say, written out in the customer's language: amounts with their currency,
// days and hours by the locale. Empty is absent.
type words struct {
	Order, Request string
	// Total, Paid and Rest are empty where no money is spoken of: an authorisation that is cancelled.
	Total, Paid, Rest string
	// Payer is what the payer gets, Coupon what goes back to the provider's own coupon; empty where the payer gets all.
	// References are by what the payer's bank finds the money.
	Payer, Coupon string
	References    []string
	// ShortReference is the first of them, where a text message has room for it.
	ShortReference string
	// Amounts are how the total comes about.
	Amounts amounts
	// ByUs: the merchant began the refund. Reserved: an authorisation is cancelled. GoodsFirst: the money
	// waits for goods.
	ByUs, Reserved, GoodsFirst bool
	// StoreCredit, Elsewhere, Bank (which kept the funds of a dispute) and AsPaid are the ways the money goes; several
	// may hold. Ways are the parts of a refund that is split, WaysMore how many more there are.
	StoreCredit, Elsewhere, Bank, AsPaid bool

	Ways       []wayBack
	WaysMore   int
	ExpectedBy string
	// ExpectedFrom begins the range that ends with ExpectedBy; empty where they are one day, or nothing is known.
	ExpectedFrom string
	// UsuallyHours or UsuallyDays is how long it usually takes; 0 where nothing is known.
	UsuallyHours, UsuallyDays int64

	Why     []string
	Message string
	// AppealBy is until when a refusal may be appealed, PayBy the last day on which the law lets the money be
	// paid.
	AppealBy, PayBy string
	// ShortQuestion is as much of the question as a text message has room for.
	Question, ShortQuestion, AnswerBy string

	// GoodsMore and InspectedMore are how many more lines there are than are listed.
	Goods         []goods
	GoodsMore     int
	ReturnBy      string
	Inspected     []found
	InspectedMore int

	Choices []gift
	Taken   gift
	Code    string
	OfferBy string
	// Link answers the offer, or opens the survey. Page is the customer's page of the refund.
	Link, Page string
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
	return w.arrived()
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
	saidByAmounts := n.Kind == refund.NoticeNothing && len(w.w.Amounts.Rows) > 0
	if len(w.w.Why) == 0 && w.w.Message == "" && !saidByAmounts {
		w.w.Why = []string{w.reasons[otherwise(n.Kind)]}
	}
	w.w.Question = oneLine(n.Question)
	w.w.ShortQuestion = shortened(w.w.Question)
	w.w.AppealBy, w.w.AnswerBy, w.w.ReturnBy = w.momentOf(n.AppealBy), w.momentOf(n.AnswerBy), w.momentOf(n.ReturnBy)
}

// otherwise is the key of what is said where no code may be told, and nobody wrote anything.
func otherwise(kind refund.NoticeKind) string {
	if kind == refund.NoticeCorrected {
		return anyCorrection
	}
	if kind == refund.NoticeNothing {
		return anyNothing
	}
	return anyReason
}

// shortQuestionMax is how many characters of a question fit a text message.
const shortQuestionMax = 50

func shortened(question string) string {
	if letters := []rune(question); len(letters) > shortQuestionMax {
		return string(letters[:shortQuestionMax-1]) + "…"
	}
	return question
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
