package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// KeepPageFile implements ledger.Pages.
func (s *Store) KeepPageFile(ctx context.Context, in refund.PageFile) error {
	return s.write(ctx, "keep a file of "+string(in.Refund), func(t *tx) error {
		if _, err := t.lockedPageLink(in.Refund); err != nil {
			return err
		}
		var others int64
		if err := t.row(`SELECT COUNT(*) FROM page_files WHERE refund = $1 AND sha256 <> $2`, in.Refund, in.SHA256).Scan(&others); err != nil {
			return err
		}
		if others >= ledger.PageFilesMax {
			return refund.Problem{Code: ledger.CodeTooManyFiles, Detail: "no more files are taken for this refund"}
		}
		return t.exec(`INSERT INTO page_files (refund, sha256, media_type, bytes, sent_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			in.Refund, in.SHA256, in.MediaType, in.Bytes, micros(t.now))
	})
}

const pageFileColumns = `SELECT refund, sha256, media_type, bytes, sent_at FROM page_files`

// PageFiles implements ledger.Pages.
func (s *Store) PageFiles(ctx context.Context, id refund.ID) (out []refund.PageFile, err error) {
	err = s.read(ctx, "files of "+string(id), func(t *tx) error {
		out, err = list(t, pageFileFromRow, pageFileColumns+` WHERE refund = $1 ORDER BY sent_at, sha256`, id)
		return err
	})
	return out, err
}

// PageFile implements ledger.Pages.
func (s *Store) PageFile(ctx context.Context, sha256 string) (out []refund.PageFile, err error) {
	err = s.read(ctx, "files of a hash", func(t *tx) error {
		out, err = list(t, pageFileFromRow, pageFileColumns+` WHERE sha256 = $1 ORDER BY refund`, sha256)
		return err
	})
	return out, err
}

func pageFileFromRow(row scanner) (f refund.PageFile, err error) {
	var at int64
	err = row.Scan(&f.Refund, &f.SHA256, &f.MediaType, &f.Bytes, &at)
	f.SentAt = fromMicros(at)
	return f, err
}

// KeepSurvey implements ledger.Pages.
func (s *Store) KeepSurvey(ctx context.Context, in refund.Survey) (out refund.Survey, err error) {
	err = s.write(ctx, "keep what was said of "+string(in.Refund), func(t *tx) error {
		if _, err := t.pageLink(`WHERE refund = $1`, in.Refund); err != nil {
			return err
		}
		err := t.exec(`INSERT INTO surveys (refund, score, words, said_at) VALUES ($1, $2, $3, $4) ON CONFLICT (refund) DO NOTHING`,
			in.Refund, in.Score, in.Words, micros(t.now))
		if err != nil {
			return err
		}
		out, err = t.survey(in.Refund)
		return err
	})
	return out, err
}

// Survey implements ledger.Pages.
func (s *Store) Survey(ctx context.Context, id refund.ID) (out refund.Survey, err error) {
	err = s.read(ctx, "what was said of "+string(id), func(t *tx) error {
		out, err = t.survey(id)
		return err
	})
	return out, err
}

func (t *tx) survey(id refund.ID) (out refund.Survey, err error) {
	var at int64
	err = t.row(`SELECT refund, score, words, said_at FROM surveys WHERE refund = $1`, id).Scan(&out.Refund, &out.Score, &out.Words, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return out, ledger.ErrNotFound
	}
	out.SaidAt = fromMicros(at)
	return out, err
}

// SurveyFigures implements ledger.Pages.
func (s *Store) SurveyFigures(ctx context.Context, since time.Time) (out []ledger.SurveyFigure, err error) {
	err = s.read(ctx, "scores of surveys", func(t *tx) error {
		out, err = list(t, func(row scanner) (f ledger.SurveyFigure, err error) { return f, row.Scan(&f.Score, &f.Count) },
			`SELECT score, COUNT(*) FROM surveys WHERE said_at >= $1 GROUP BY score ORDER BY score`, micros(since))
		return err
	})
	return out, err
}
