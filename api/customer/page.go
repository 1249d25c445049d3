package customer

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Page is what a customer reads of a refund. Amounts, days and hours are written out, in the same words as in messages;
// what else is said has the id of a text of the catalogue.
type Page struct {
	Locale string
	// Order and Request are empty until the second check was passed, where it is needed.
	Order, Request string
	// Status says in at most eight words where the refund stands, Tone how it looks; Steps is the way there.
	Status Status
	Steps  []Step
	Money  Money
	// Policy is the version of the policy that the customer agreed to at purchase, or else that was applied; nil: none was yet.
	Policy *refund.PolicyRef
	// Agreed: the order says itself that it is the one agreed to.
	Agreed bool
	// Told is what the customer was told, oldest first.
	Told     []Told
	Goods    *Goods
	Question *Question
	// Choices are other ways to be made good, Hash the assessment that they are of.
	Choices []Choice
	Hash    string
	Offer   *Offer
	Refused *Refused
	Appeal  *Appeal
	// MayWithdraw: nothing was sent yet.
	MayWithdraw bool
	Survey      *Survey
	// Files are those that the customer sent here, where they may be seen; FilesLeft is how many more are taken.
	Files     []File
	FilesLeft int
	// MaySend: somebody will look at files that are sent now.
	MaySend bool
	// NeedsCheck: the second check has to be passed before anything is done. CanCheck: it can be.
	NeedsCheck, Checked, CanCheck bool
	Help                          string
}

// Told is a message to the customer.
type Told struct {
	Kind refund.NoticeKind
	Time time.Time
	At   string
}

// Goods is what has to come back.
type Goods struct {
	Lines []refund.GoodsLine
	By    string
}

// Question is what the customer is asked.
type Question struct{ Text, By string }

// Refused is why something was refused; Message is what a person wrote about it.
type Refused struct {
	Why     []string
	Message string
}

// Appeal is until when what was refused may be appealed.
type Appeal struct{ By string }

// Survey is what may be said of how it went; Said is the score that was given, 0: none.
type Survey struct{ Said int }

// File is a file that the customer sent.
type File struct {
	MediaType string
	At        string
	KiB       int64
}

// Page is what is shown of a visit, in a locale of explain.Locales.
func (s *Service) Page(ctx context.Context, v *Visit, locale string) (Page, error) {
	now, voice := v.kept.Standing, v.voice(locale)
	p := Page{
		Locale: locale, Status: StatusOf(now), Steps: stepsOf(now),
		Told: toldOf(v), Goods: goodsOf(v, voice.Moment), Question: questionOf(now, voice.Moment), Choices: choicesOf(v, voice), Hash: now.AssessmentHash,
		Offer: offerOf(now, voice), Refused: refusedOf(now, voice), Appeal: appealOf(now, voice.Moment), MayWithdraw: !now.Closed && !now.Status.Final() && !now.Begun(),
		MaySend: v.maySend(), NeedsCheck: v.NeedsCheck, Checked: v.Checked, CanCheck: v.link.Check != "", Help: s.ports.Help,
	}
	for i := range p.Told {
		p.Told[i].At = voice.Moment(p.Told[i].Time)
	}
	if v.may() == nil { // who has still to say the order's number does not read it here
		p.Order, p.Request = string(v.kept.Cancellation.Key.Order), string(v.kept.Cancellation.Key.Request)
	}
	p.Policy, p.Agreed = policyOf(v.kept), v.kept.Cancellation.Order.PolicyRef != nil
	p.Money = s.money(ctx, v, voice, locale)
	if err := s.addFiles(ctx, v, voice.Moment, &p); err != nil {
		return Page{}, err
	}
	return p, s.addSurvey(ctx, v, &p)
}

func policyOf(kept refund.Case) *refund.PolicyRef {
	if agreed := kept.Cancellation.Order.PolicyRef; agreed != nil || kept.Proposal == nil {
		return agreed
	}
	return &kept.Proposal.Assessment.Policy
}

// toldOf are the messages that reached the customer.
func toldOf(v *Visit) (out []Told) {
	for _, m := range v.kept.Messages {
		for _, c := range m.Delivery.Channels {
			if c.Told {
				out = append(out, Told{Kind: m.Kind, Time: m.At})
				break
			}
		}
	}
	return out
}

func goodsOf(v *Visit, moment func(time.Time) string) *Goods {
	now := v.kept.Standing
	if now.Status != refund.StatusAwaitingGoods || v.kept.Proposal == nil || v.kept.Proposal.Assessment.Goods == nil {
		return nil
	}
	out := &Goods{Lines: v.kept.Proposal.Assessment.Goods.Lines}
	if now.Goods != nil && now.Goods.By != nil {
		out.By = moment(*now.Goods.By)
	}
	return out
}

func questionOf(now refund.Standing, moment func(time.Time) string) *Question {
	if now.Status != refund.StatusNeedsInfo || now.Question == nil || now.Question.Answered {
		return nil
	}
	out := &Question{Text: now.Question.Question}
	if now.Question.AnswerBy != nil {
		out.By = moment(*now.Question.AnswerBy)
	}
	return out
}

func refusedOf(now refund.Standing, voice interface{ Reasons([]string) []string }) *Refused {
	if len(now.Why) == 0 && now.Message == "" {
		return nil
	}
	return &Refused{Why: voice.Reasons(now.Why), Message: now.Message}
}

func appealOf(now refund.Standing, moment func(time.Time) string) *Appeal {
	if !now.Appealable() {
		return nil
	}
	return &Appeal{By: moment(*now.AppealBy)}
}

// addFiles adds what the customer has sent, where the visitor may see it.
func (s *Service) addFiles(ctx context.Context, v *Visit, moment func(time.Time) string, p *Page) error {
	files, err := s.ports.Books.PageFiles(ctx, v.link.Refund)
	if err != nil {
		return err
	}
	p.FilesLeft = max(0, ledger.PageFilesMax-len(files))
	if v.may() != nil {
		return nil
	}
	for _, f := range files {
		p.Files = append(p.Files, File{MediaType: f.MediaType, At: moment(f.SentAt), KiB: (f.Bytes + 1023) / 1024})
	}
	return nil
}

// addSurvey adds the survey once the refund is over.
func (s *Service) addSurvey(ctx context.Context, v *Visit, p *Page) error {
	if !v.kept.Standing.Status.Final() {
		return nil
	}
	said, err := s.ports.Books.Survey(ctx, v.link.Refund)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return err
	}
	p.Survey = &Survey{Said: said.Score}
	return nil
}

// statement is how the amount comes about, by the assessment that counts.
func statement(v *Visit, locale string) refund.Statement {
	if v.kept.Proposal == nil {
		return refund.Statement{}
	}
	return explain.Speak(refund.Explanation{Request: v.kept.Cancellation, Assessment: &v.kept.Proposal.Assessment}, locale)
}
