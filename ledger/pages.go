package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Pages keeps what customers' pages need: the links that open them, the second check's wrong tries, files and surveys. None
// of it is money, and none of it changes how a refund stands.
type Pages interface {
	// PageLink returns the link that a refund has, also one that opens nothing any more; of Generation 0 where it has none.
	// ErrNotFound: no such refund.
	PageLink(ctx context.Context, id refund.ID) (refund.PageLink, error)
	// KeepPageLink stores a link of the generation after the one that there is, or adds the check that the present one lacks;
	// anything else changes nothing. It returns the link that the refund has then.
	KeepPageLink(ctx context.Context, in PageLinkKept) (refund.PageLink, error)
	// RevokePageLink ends the link that a refund has. One that was revoked before stays as it is.
	RevokePageLink(ctx context.Context, in PageLinkRevoked) (refund.PageLink, error)
	// PageLinkBy returns the link whose token has a hash, or ErrNotFound.
	PageLinkBy(ctx context.Context, hash string) (refund.PageLink, error)
	// PageLinkActs lists what was done about a refund's links, oldest first.
	PageLinkActs(ctx context.Context, id refund.ID) ([]refund.PageLinkAct, error)
	// TryPageCheck counts a try of the second check, and reports whether it passed: right is whether what was said is. While
	// the check is locked nothing passes. Right and wrong tries write alike.
	TryPageCheck(ctx context.Context, in PageTry) (passed bool, err error)
	// KeepPageFile keeps that a file was sent; one that is known changes nothing. TOO_MANY_FILES beyond PageFilesMax.
	KeepPageFile(ctx context.Context, in refund.PageFile) error
	// PageFiles lists the files of a refund, oldest first.
	PageFiles(ctx context.Context, id refund.ID) ([]refund.PageFile, error)
	// PageFile returns the files of a hash, of whichever refunds they are.
	PageFile(ctx context.Context, sha256 string) ([]refund.PageFile, error)
	// KeepSurvey stores what a customer said, once; the first answer stays, and is returned.
	KeepSurvey(ctx context.Context, in refund.Survey) (refund.Survey, error)
	// Survey returns what was said of a refund, or ErrNotFound.
	Survey(ctx context.Context, id refund.ID) (refund.Survey, error)
	// SurveyFigures counts the answers since a time, by score.
	SurveyFigures(ctx context.Context, since time.Time) ([]SurveyFigure, error)
}

// PageLinkKept is a link to store. Acting and Cause say who made it; makegood does for a message.
type PageLinkKept struct {
	refund.PageLink
	Cause  refund.Cause
	Acting refund.Subject
}

// PageLinkRevoked is who revokes a link, and why.
type PageLinkRevoked struct {
	Refund refund.ID
	Cause  refund.Cause
	Acting refund.Subject
}

// PageTry is a try of the second check.
type PageTry struct {
	Refund refund.ID
	Right  bool
}

// The bounds of the second check: after so many wrong tries within the window it is locked for as long.
const (
	PageTriesMax   = 5
	PageTryWindow  = time.Hour
	PageLockedTime = time.Hour
)

// PageFilesMax is how many files may be sent for one refund.
const PageFilesMax = 10

// CodeTooManyFiles: as many files were sent for the refund as are taken.
const CodeTooManyFiles refund.Code = "TOO_MANY_FILES"

// SurveyFigure is how many customers gave a score.
type SurveyFigure struct {
	Score int   `json:"score"`
	Count int64 `json:"count"`
}
