package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Who a baseline is by: nobody was asked.
const (
	baselineBy   refund.Person = "baseline"
	baselineNote string        = "the first that this ledger saw"
)

// RulesInForce implements ledger.RuleBook. It writes the baseline alone.
func (s *Store) RulesInForce(ctx context.Context, kind string, found []ledger.RuleFile) (out ledger.RulesInForce, err error) {
	known := false
	err = s.read(ctx, "rules in force: "+kind, func(t *tx) error {
		out, known, err = t.rulesInForce(kind, found)
		return err
	})
	if err != nil || known {
		return out, err
	}
	err = s.write(ctx, "baseline of "+kind, func(t *tx) error {
		if out, known, err = t.rulesInForce(kind, found); err != nil || known {
			return err
		}
		if sizeOf(found) > ledger.RuleFilesBytesMax {
			return invariant("the files of %s have %d bytes", kind, sizeOf(found))
		}
		files, err := text(found)
		if err != nil {
			return err
		}
		out = ledger.RulesInForce{Digest: ledger.RulesDigest(found), Files: found}
		return t.exec(`INSERT INTO rule_revisions (kind, number, digest, files, asked_by, asked_note, asked_at, agreed_by, agreed_note, agreed_at)
			VALUES ($1, 0, $2, $3, $4, $5, $6, $4, $5, $6)`, kind, out.Digest, files, baselineBy, baselineNote, micros(t.now))
	})
	return out, err
}

// lastConfirmed is the sequence in which revisions count, the one in force first.
const lastConfirmed = ` ORDER BY agreed_at DESC, number DESC`

// rulesInForce is what counts; false: none of the kind was ever confirmed.
func (t *tx) rulesInForce(kind string, found []ledger.RuleFile) (out ledger.RulesInForce, known bool, err error) {
	digest, files := ledger.RulesDigest(found), ""
	rows, err := list(t, func(row scanner) (_ bool, err error) { return true, row.Scan(&out.Digest, &files, &out.Before) },
		`SELECT digest, files, EXISTS (SELECT 1 FROM rule_revisions o WHERE o.kind = $1 AND o.digest = $2 AND o.agreed_at IS NOT NULL)
			FROM rule_revisions WHERE kind = $1 AND agreed_at IS NOT NULL`+lastConfirmed+` LIMIT 1`, kind, digest)
	if err != nil || len(rows) == 0 {
		return out, false, err
	}
	if out.Digest != digest {
		out.Waiting = digest
	}
	return out, true, fromText(files, &out.Files)
}

func sizeOf(files []ledger.RuleFile) (bytes int) {
	for _, f := range files {
		bytes += len(f.Name) + len(f.Content)
	}
	return bytes
}

// ConfirmRules implements ledger.RuleBook.
func (s *Store) ConfirmRules(ctx context.Context, in ledger.RuleConfirmation) (out refund.Answer, err error) {
	err = s.write(ctx, "confirm "+in.Kind, func(t *tx) error {
		if out = confirmRefused(in); out.Code != "" {
			return nil
		}
		out, err = t.confirmRules(in)
		return err
	})
	return out, err
}

// confirmRefused judges what needs no ledger: rules are confirmed by the highest rank of reviewers.yaml.
func confirmRefused(in ledger.RuleConfirmation) refund.Answer {
	if problem, refused := mayActAs(in.Acting, in.Authority.MayAct, in.Authority, in.By, refund.Stake{}); refused {
		return answerOf(problem.Code, problem.Detail)
	}
	if ranks := in.Authority.Ranks; len(ranks) > 0 && !in.Authority.Holds(ranks[len(ranks)-1]) {
		return answerOf(refund.CodeReviewerRole, "asked is "+string(ranks[len(ranks)-1])+", which the person is not")
	}
	switch {
	case in.Kind == "" || len(in.Files) == 0 || in.Note == "":
		return answerOf(refund.CodeMalformed, "a confirmation has files, and says why")
	case sizeOf(in.Files) > ledger.RuleFilesBytesMax:
		return answerOf(ledger.CodeRulesTooLarge, "the files are larger than the ledger keeps")
	}
	return refund.Answer{}
}

func (t *tx) confirmRules(in ledger.RuleConfirmation) (refund.Answer, error) {
	digest, note := ledger.RulesDigest(in.Files), refund.Cut(in.Note, refund.ReasonBytesMax)
	// One after the other: who asks while others confirm would leave a request open for what is in force.
	if err := t.lock(`SELECT 1 FROM rule_revisions WHERE kind = $1 ORDER BY number LIMIT 1`, in.Kind); err != nil {
		return refund.Answer{}, err
	}
	var number int64
	waits, err := list(t, func(row scanner) (a asked, err error) { return a, row.Scan(&number, &a.by, &a.subject) },
		`SELECT number, asked_by, asked_subject FROM rule_revisions WHERE kind = $1 AND digest = $2 AND agreed_at IS NULL`+t.dialect.RowLock, in.Kind, digest)
	if err != nil {
		return refund.Answer{}, err
	}
	inForce, confirmed, err := t.rulesInForce(in.Kind, in.Files) // after the lock: somebody may have confirmed it meanwhile
	if err != nil {
		return refund.Answer{}, err
	}
	if confirmed && inForce.Waiting == "" {
		return refund.Answer{Accepted: true, Detail: "it is in force"}, nil
	}
	if len(waits) == 0 {
		return refund.Answer{Accepted: true, Detail: askAnother}, t.askForRules(in, note)
	}
	agrees, answer := waits[0].said(in.By, in.Acting.ID, "")
	if !agrees {
		return answer, nil
	}
	who := storedSubject(in.Acting, in.By)
	err = t.exec(`UPDATE rule_revisions SET agreed_by = $1, agreed_note = $2, agreed_at = $3, agreed_verified = $4, agreed_subject = $5
		WHERE kind = $6 AND number = $7`, in.By, note, micros(t.now), who.Verified, who.ID, in.Kind, number)
	return refund.Answer{Accepted: true, Detail: "confirmed"}, err
}

// askForRules keeps the first person's word, with the files.
func (t *tx) askForRules(in ledger.RuleConfirmation, note string) error {
	files, err := text(in.Files)
	if err != nil {
		return err
	}
	who := storedSubject(in.Acting, in.By)
	return t.exec(`INSERT INTO rule_revisions (kind, number, digest, files, asked_by, asked_note, asked_at, asked_verified, asked_subject)
		SELECT CAST($1 AS TEXT), CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT), $2, $3, $4, $5, CAST($6 AS BIGINT), $7, $8 FROM rule_revisions WHERE kind = $1`,
		in.Kind, ledger.RulesDigest(in.Files), files, in.By, note, micros(t.now), who.Verified, who.ID)
}

// RuleRevisions implements ledger.RuleReader.
func (s *Store) RuleRevisions(ctx context.Context, kind string) (out []ledger.RuleRevision, err error) {
	err = s.read(ctx, "revisions of "+kind, func(t *tx) error {
		out, err = list(t, revisionFromRow, `SELECT number, digest, asked_by, asked_note, asked_at, agreed_by, agreed_note, agreed_at,
				asked_verified, asked_subject, agreed_verified, agreed_subject,
				COALESCE(number = (SELECT o.number FROM rule_revisions o WHERE o.kind = $1 AND o.agreed_at IS NOT NULL`+lastConfirmed+` LIMIT 1), FALSE)
			FROM rule_revisions WHERE kind = $1 ORDER BY number DESC LIMIT 1000`, kind)
		return err
	})
	return out, err
}

// RevisionFiles implements ledger.RuleFileReader.
func (s *Store) RevisionFiles(ctx context.Context, kind string, number int64) (out []ledger.RuleFile, err error) {
	err = s.read(ctx, fmt.Sprintf("files of revision %d of %s", number, kind), func(t *tx) error {
		var files string
		err := t.row(`SELECT files FROM rule_revisions WHERE kind = $1 AND number = $2`, kind, number).Scan(&files)
		if errors.Is(err, sql.ErrNoRows) {
			return ledger.ErrNotFound
		}
		if err != nil {
			return err
		}
		return fromText(files, &out)
	})
	return out, err
}

// RuleFiles implements ledger.RuleFileReader.
func (s *Store) RuleFiles(ctx context.Context, kind, digest string) (out []ledger.RuleFile, err error) {
	err = s.read(ctx, "files of "+kind, func(t *tx) error {
		kept, err := list(t, nameFromRow, `SELECT files FROM rule_revisions WHERE kind = $1 AND digest = $2 ORDER BY number DESC LIMIT 1`, kind, digest)
		if err != nil {
			return err
		}
		if len(kept) == 0 {
			return ledger.ErrNotFound
		}
		return fromText(kept[0], &out)
	})
	return out, err
}

func revisionFromRow(row scanner) (r ledger.RuleRevision, err error) {
	var askedAt int64
	var agreedAt sql.NullInt64
	err = row.Scan(&r.Number, &r.Digest, &r.AskedBy, &r.AskedNote, &askedAt, &r.AgreedBy, &r.AgreedNote, &agreedAt,
		&r.AskedVerified, &r.AskedSubject, &r.AgreedVerified, &r.AgreedSubject, &r.InForce)
	r.AskedAt, r.AgreedAt = fromMicros(askedAt), optionalTime(agreedAt)
	return r, err
}
