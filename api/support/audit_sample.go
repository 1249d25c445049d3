package support

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

const (
	// SampleSizeMax bounds a sample, PopulationMax what it is drawn from.
	SampleSizeMax = 200
	PopulationMax = 1_000_000
	seedBytesMax  = 64
)

// SampleKey is a refund's place in the sequence of a seed: the samples of a seed are the refunds with the smallest keys. It is the
// SHA-256 of the seed, a line feed and the refund's id, in hex.
func SampleKey(seed string, id refund.ID) string {
	sum := sha256.Sum256([]byte(seed + "\n" + string(id)))
	return hex.EncodeToString(sum[:])
}

// DrawSample draws closed refunds, checks each again as the ledger has it now, and keeps the sample with what came of it. The same terms
// draw the same refunds from the same population, whoever draws them.
func (s *Auditing) DrawSample(ctx context.Context, call api.Call, in ledger.SampleTerms) (ledger.Sample, error) {
	out, err := s.drawSample(ctx, call, in)
	return out, call.Failed(err)
}

func (s *Auditing) drawSample(ctx context.Context, call api.Call, in ledger.SampleTerms) (ledger.Sample, error) {
	who, err := s.admit(ctx, call)
	if err != nil {
		return ledger.Sample{}, err
	}
	if err := s.checkTerms(in); err != nil {
		return ledger.Sample{}, err
	}
	d, err := s.draw(ctx, in)
	if err != nil {
		return ledger.Sample{}, err
	}
	sample := ledger.Sample{Terms: in, Population: d.population, Digest: hex.EncodeToString(d.hash.Sum(nil)), By: call.Subject.Name}
	sample.Authority, sample.Acting = who.authority, call.Subject.Witnessed()
	if sample.Results, err = s.checkAgain(ctx, d.ids()); err != nil {
		return ledger.Sample{}, err
	}
	kept, answer, err := s.ports.Keep.KeepSample(ctx, sample)
	if err != nil {
		return ledger.Sample{}, err
	}
	return kept, answered(answer)
}

// checkAgain checks refunds as the ledger has them now.
func (s *Auditing) checkAgain(ctx context.Context, ids []refund.ID) (out []ledger.SampleResult, err error) {
	runs, err := s.runs(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		file, err := s.caseFile(ctx, id, runs)
		if err != nil {
			return nil, err
		}
		out = append(out, ledger.SampleResult{Refund: id, Result: file.Result, Checks: file.Checks})
	}
	return out, nil
}

func (s *Auditing) checkTerms(in ledger.SampleTerms) error {
	switch {
	case strings.TrimSpace(in.Seed) == "" || len(in.Seed) > seedBytesMax || strings.ContainsFunc(in.Seed, unicode.IsControl):
		return badFilter("a seed is a text of at most %d bytes in one line", seedBytesMax)
	case in.Size < 1 || in.Size > SampleSizeMax:
		return badFilter("size %d is not from 1 to %d", in.Size, SampleSizeMax)
	case in.From.IsZero() || !in.From.Before(in.To):
		return badFilter("a sample is of a period that ends after it begins")
	case in.To.After(s.ports.Now()):
		return badFilter("the period is not over: other refunds may still be closed in it, and the same seed would draw others")
	case (in.AtLeastMinor != 0 || in.LessThanMinor != 0) && !in.Currency.Valid():
		return badFilter("an amount needs its currency")
	case in.AtLeastMinor < 0 || in.LessThanMinor < 0 || in.LessThanMinor > 0 && in.LessThanMinor <= in.AtLeastMinor:
		return badFilter("the amounts have nothing between them")
	case in.Risk != "" && !slices.Contains([]refund.RiskBand{refund.RiskLow, refund.RiskMedium, refund.RiskHigh}, in.Risk):
		return badFilter("%q is no risk", in.Risk)
	}
	return nil
}

// drawing keeps the refunds with the smallest keys.
type drawing struct {
	size       int
	population int64
	hash       interface {
		Write([]byte) (int, error)
		Sum([]byte) []byte
	}
	drawn []drawnCase
}

type drawnCase struct {
	key string
	id  refund.ID
}

func (s *Auditing) draw(ctx context.Context, in ledger.SampleTerms) (*drawing, error) {
	d := &drawing{size: in.Size, hash: sha256.New()}
	err := s.ports.Books.EachClosed(ctx, in.ClosedFilter, func(c ledger.ClosedCase) error {
		if d.population++; d.population > PopulationMax {
			return badFilter("more than %d refunds are in it: name a shorter period", PopulationMax)
		}
		_, err := d.hash.Write([]byte(c.ID + "\n"))
		d.take(drawnCase{SampleKey(in.Seed, c.ID), c.ID})
		return err
	})
	return d, err
}

// take keeps a refund in its place, and lets go of the last one where there are too many.
func (d *drawing) take(one drawnCase) {
	at, _ := slices.BinarySearchFunc(d.drawn, one, func(a, b drawnCase) int { return cmp.Compare(a.key, b.key) })
	if at == d.size {
		return
	}
	if d.drawn = slices.Insert(d.drawn, at, one); len(d.drawn) > d.size {
		d.drawn = d.drawn[:d.size]
	}
}

func (d *drawing) ids() (out []refund.ID) {
	for _, one := range d.drawn {
		out = append(out, one.id)
	}
	return out
}

// Samples lists samples, the newest first.
func (s *Auditing) Samples(ctx context.Context, call api.Call) ([]ledger.Sample, error) {
	if _, err := s.admit(ctx, call); err != nil {
		return nil, call.Failed(err)
	}
	out, err := s.ports.Books.Samples(ctx)
	return out, call.Failed(err)
}

// Sample is one whole, with what auditors have noted. Notes that cannot be read say so.
func (s *Auditing) Sample(ctx context.Context, call api.Call, id string) (ledger.Sample, error) {
	if _, err := s.admit(ctx, call); err != nil {
		return ledger.Sample{}, call.Failed(err)
	}
	out, err := s.sample(ctx, id)
	return out, call.Failed(err)
}

func (s *Auditing) sample(ctx context.Context, id string) (ledger.Sample, error) {
	out, err := s.ports.Books.Sample(ctx, id)
	if err != nil {
		return out, of("sample "+id, err)
	}
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return out, err
	}
	opened, err := privacy.Open(ctx, vault, out) // what auditors wrote is for auditors to read
	return opened, err
}

// ConcludeRequest is what an auditor concludes of a refund of a sample.
type ConcludeRequest struct {
	Sample     string            `json:"sample"`
	Refund     refund.ID         `json:"refund"`
	Conclusion ledger.Conclusion `json:"conclusion"`
	Note       string            `json:"note,omitempty"`
}

const noteBytesMax = 4 << 10

// Conclude keeps a conclusion, beside those that were noted before.
func (s *Auditing) Conclude(ctx context.Context, call api.Call, in ConcludeRequest) error {
	return call.Failed(s.conclude(ctx, call, in))
}

func (s *Auditing) conclude(ctx context.Context, call api.Call, in ConcludeRequest) error {
	who, err := s.admit(ctx, call)
	if err != nil {
		return err
	}
	if len(in.Note) > noteBytesMax {
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("a note has at most %d bytes", noteBytesMax)}
	}
	if in.Conclusion != ledger.ConclusionInOrder && strings.TrimSpace(in.Note) == "" {
		return refund.Problem{Code: refund.CodeMissingField, Detail: "a question or a finding says what it is: note is missing"}
	}
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return err
	}
	note, err := privacy.SealFor(ctx, vault, in.Refund, ledger.SampleNote{
		Sample: in.Sample, Refund: in.Refund, Conclusion: in.Conclusion, Note: in.Note, By: call.Subject.Name,
	})
	if err != nil {
		return errors.Join(errors.New("seal an auditor's note"), err)
	}
	note.Authority, note.Acting = who.authority, call.Subject.Witnessed()
	answer, err := s.ports.Keep.NoteSampled(ctx, note)
	if err != nil {
		return of("refund "+string(in.Refund)+" in sample "+in.Sample, err)
	}
	return answered(answer)
}
