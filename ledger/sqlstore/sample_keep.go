package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// mayAudit refuses who is neither an auditor nor of the highest rank of reviewers.yaml, machines, and who acts in another's name.
func mayAudit(who refund.Subject, a refund.Authority, by refund.Person) refund.Answer {
	if problem, refused := who.MayActAs(by); refused {
		return answerOf(problem.Code, problem.Detail)
	}
	switch {
	case a.Reviewer == nil || !refund.SamePerson(a.Reviewer.Name, by):
		return answerOf(refund.CodeReviewerUnknown, "nobody of this name is in reviewers.yaml")
	case !a.MayAudit():
		return answerOf(refund.CodeReviewerRole, "asked is an auditor, or the highest rank, which the person is not")
	}
	return refund.Answer{}
}

// KeepSample implements ledger.SampleBook.
func (s *Store) KeepSample(ctx context.Context, in ledger.Sample) (out ledger.Sample, answer refund.Answer, err error) {
	if answer = sampleRefused(in); answer.Code != "" {
		return in, answer, nil
	}
	err = s.write(ctx, "keep a sample", func(t *tx) error {
		out, err = t.keepSample(in)
		return err
	})
	return out, refund.Answer{Accepted: true, Detail: out.ID + " is drawn"}, err
}

func sampleRefused(in ledger.Sample) refund.Answer {
	if answer := mayAudit(in.Acting, in.Authority, in.By); answer.Code != "" {
		return answer
	}
	if in.Terms.Seed == "" || in.Terms.Size < 1 || in.Digest == "" || int64(len(in.Results)) > in.Population {
		return answerOf(refund.CodeMalformed, "a sample has a seed, a size, and a population that it is drawn from")
	}
	return refund.Answer{}
}

func (t *tx) keepSample(in ledger.Sample) (ledger.Sample, error) {
	if err := t.lock(`SELECT 1 FROM audit_samples ORDER BY number LIMIT 1`); err != nil {
		return in, err
	}
	var number int64
	if err := t.row(`SELECT COALESCE(MAX(number), 0) + 1 FROM audit_samples`).Scan(&number); err != nil {
		return in, err
	}
	terms, err := text(in.Terms)
	if err != nil {
		return in, err
	}
	who := storedSubject(in.Acting, in.By)
	in.ID, in.DrawnAt, in.Verified, in.Subject = fmt.Sprintf("sample-%d", number), t.now, who.Verified, who.ID
	err = t.exec(`INSERT INTO audit_samples (sample, number, terms, population, digest, drawn_by, verified, subject, drawn_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, in.ID, number, terms, in.Population, in.Digest, in.By, in.Verified, in.Subject, micros(t.now))
	if err != nil {
		return in, err
	}
	var rows [][]any
	for i, r := range in.Results {
		checks, err := text(r.Checks)
		if err != nil {
			return in, err
		}
		rows = append(rows, []any{in.ID, i + 1, r.Refund, r.Result, checks})
	}
	return in, t.insert(`audit_results (sample, position, refund, result, checks)`, rows)
}

// NoteSampled implements ledger.SampleBook.
func (s *Store) NoteSampled(ctx context.Context, in ledger.SampleNote) (answer refund.Answer, err error) {
	if answer = mayAudit(in.Acting, in.Authority, in.By); answer.Code != "" {
		return answer, nil
	}
	if !slices.Contains(ledger.Conclusions(), in.Conclusion) || len(in.Note) > ledger.SampleNoteBytesMax {
		return answerOf(refund.CodeMalformed, "a note has a conclusion, and is no longer than a page"), nil
	}
	err = s.write(ctx, "note on a sample", func(t *tx) error {
		found, err := list(t, anyRow, `SELECT 1 FROM audit_results WHERE sample = $1 AND refund = $2`+t.dialect.RowLock, in.Sample, in.Refund)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ledger.ErrNotFound
		}
		who := storedSubject(in.Acting, in.By)
		return t.exec(`INSERT INTO audit_notes (sample, refund, number, conclusion, note, noted_by, verified, subject, noted_at)
			SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT), $3, $4, $5, $6, $7, CAST($8 AS BIGINT)
			FROM audit_notes WHERE sample = $1 AND refund = $2`,
			in.Sample, in.Refund, in.Conclusion, in.Note, in.By, who.Verified, who.ID, micros(t.now))
	})
	return refund.Answer{Accepted: true, Detail: "noted"}, err
}

// KeepExport implements ledger.SampleBook.
func (s *Store) KeepExport(ctx context.Context, in ledger.AuditExport) (answer refund.Answer, err error) {
	if answer = mayAudit(in.Acting, in.Authority, in.By); answer.Code != "" {
		return answer, nil
	}
	if in.Of == "" || in.Digest == "" {
		return answerOf(refund.CodeMalformed, "an export says of what it is, and its digest"), nil
	}
	if !in.Masked && in.Authority.Audits() {
		return answerOf(refund.CodeReviewerRole, "an auditor takes nothing out with personal data"), nil
	}
	err = s.write(ctx, "keep an export", func(t *tx) error {
		if err := t.lock(`SELECT 1 FROM audit_exports ORDER BY number LIMIT 1`); err != nil {
			return err
		}
		who := storedSubject(in.Acting, in.By)
		return t.exec(`INSERT INTO audit_exports (number, subject_of, masked, digest, signed_by, exported_by, verified, subject, exported_at)
			SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT), $1, $2, $3, $4, $5, $6, $7, CAST($8 AS BIGINT) FROM audit_exports`,
			in.Of, in.Masked, in.Digest, in.Key, in.By, who.Verified, who.ID, micros(t.now))
	})
	return refund.Answer{Accepted: true, Detail: "kept"}, err
}
