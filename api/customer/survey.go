package customer

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// surveyBytesMax bounds a survey's words.
const surveyBytesMax = 2000

// SaySurvey stores how it went for the customer: once, what was said first stays. It moves no money and needs no second
// check. A score that is none, and words that are too long, are refused.
func (s *Service) SaySurvey(ctx context.Context, v *Visit, score int, words string) error {
	words = strings.TrimSpace(words)
	switch {
	case !v.kept.Standing.Status.Final():
		return refund.Problem{Code: refund.CodeWrongState, Detail: "the refund is not over"}
	case score < refund.SurveyScoreMin || score > refund.SurveyScoreMax:
		return refund.Problem{Code: refund.CodeMalformed, Detail: "a score is from 1 to 5"}
	case len(words) > surveyBytesMax:
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the words have %d bytes, %d are allowed", len(words), surveyBytesMax)}
	}
	said := refund.Survey{Refund: v.ID(), Score: score, Words: words}
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return err
	}
	if said, err = privacy.SealFor(ctx, vault, v.ID(), said); err != nil {
		return err
	}
	_, err = s.ports.Books.KeepSurvey(ctx, said)
	return err
}

// SurveyFigures is what the customers of a time have said.
type SurveyFigures struct {
	Since   time.Time             `json:"since"`
	ByScore []ledger.SurveyFigure `json:"by_score"`
	Count   int64                 `json:"count"`
}

// Surveys counts what customers have said since a time, for operators.
func (s *Service) Surveys(ctx context.Context, since time.Time) (SurveyFigures, error) {
	out := SurveyFigures{Since: since}
	var err error
	if out.ByScore, err = s.ports.Books.SurveyFigures(ctx, since); err != nil {
		return out, err
	}
	for _, f := range out.ByScore {
		out.Count += f.Count
	}
	return out, nil
}
