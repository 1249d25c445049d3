package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

//go:embed evidence.html.tmpl
var evidenceTemplate string

// evidencePage is what the page of a dispute's evidence shows. It loads nothing and runs nothing.
type evidencePage struct {
	disputeEvidence
	MadeAt   time.Time
	Timeline []evidenceMoment
}

// evidenceMoment is a line of the timeline; Amount is for people.
type evidenceMoment struct {
	At           time.Time
	What, Amount string
}

// timeline is all that happened, oldest first: to the dispute, to the refunds' legs, and what the customer was told.
func (e disputeEvidence) timeline() (out []evidenceMoment) {
	for _, f := range e.Dispute.Heard {
		out = append(out, evidenceMoment{f.At, "Dispute " + string(f.Stage), refund.FormatAmount(f.AmountMinor, f.Currency)})
	}
	for _, r := range e.Refunds {
		out = append(out, evidenceMoment{r.RequestedAt, "Refund asked for, order " + string(r.Order), refund.FormatAmount(r.TotalMinor, r.Currency)})
		for _, l := range r.Legs {
			for _, event := range l.Events {
				out = append(out, evidenceMoment{event.At, fmt.Sprintf("%s (part %s)", event.Event, l.LegID), refund.FormatAmount(l.AmountMinor, r.Currency)})
			}
		}
		for _, m := range r.Messages {
			out = append(out, evidenceMoment{At: m.At, What: "Customer told: " + string(m.Kind)})
		}
	}
	for _, o := range e.Outside {
		out = append(out, evidenceMoment{o.FirstHeardAt, "Refund made elsewhere known", refund.FormatAmount(o.AmountMinor, o.Currency)})
	}
	slices.SortStableFunc(out, func(a, b evidenceMoment) int { return a.At.Compare(b.At) })
	return out
}

// page renders the evidence as one page of HTML; everything in it is escaped.
func (e disputeEvidence) page(madeAt time.Time) ([]byte, error) {
	t, err := template.New("evidence").Funcs(template.FuncMap{
		"money": refund.FormatAmount, "orNone": orNone,
		"time": func(at any) string {
			if p, ok := at.(*time.Time); ok {
				return timeText(*p)
			}
			return timeText(at.(time.Time))
		},
	}).Parse(evidenceTemplate)
	if err != nil {
		return nil, fmt.Errorf("page of the evidence: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, evidencePage{disputeEvidence: e, MadeAt: madeAt, Timeline: e.timeline()}); err != nil {
		return nil, fmt.Errorf("page of the evidence: %w", err)
	}
	return out.Bytes(), nil
}

// evidenceMode: the page names an order, its customer's goods and money.
const evidenceMode = 0o600

// writePage writes the page for the owner alone, also over a file that others could read.
func (e disputeEvidence) writePage(path string, madeAt time.Time) error {
	page, err := e.page(madeAt)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	if err := os.WriteFile(path, page, evidenceMode); err != nil {
		return fmt.Errorf("write the evidence: %w", err)
	}
	return nil
}
