package refund

import (
	"time"
)

// PageLink is the link by which a customer opens the page of their refund. A refund has one at a time; a new one is of the
// next generation, and the one before opens nothing any more. The link itself is kept nowhere: it is made again from the
// refund and the generation by whoever has the secret.
type PageLink struct {
	Refund ID `json:"refund"`
	// Generation counts the refund's links from 1; 0: it has none.
	Generation int64 `json:"generation"`
	// Hash is of the link's token: SHA-256, in hexadecimal digits.
	Hash string `json:"hash,omitempty"`
	// Check is a keyed hash of the customer's e-mail, for the second check; empty: none was known when it was kept.
	Check string `json:"-"`
	// MadeAt and ExpiresAt are UTC.
	MadeAt    time.Time  `json:"made_at,omitzero"`
	ExpiresAt time.Time  `json:"expires_at,omitzero"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
	// ClosedAt is when the refund was closed; nil: it is open.
	ClosedAt *time.Time `json:"closed_at,omitempty"`
}

// OpensUntil is until when the link opens the page: its own end, or a time after the refund was closed.
func (l PageLink) OpensUntil(afterClose time.Duration) time.Time {
	if l.ClosedAt != nil {
		if by := l.ClosedAt.Add(afterClose); by.Before(l.ExpiresAt) && !l.MadeAt.After(*l.ClosedAt) {
			return by
		}
	}
	return l.ExpiresAt
}

// Opens reports whether the link opens the page.
func (l PageLink) Opens(now time.Time, afterClose time.Duration) bool {
	return l.Generation > 0 && l.RevokedAt == nil && now.Before(l.OpensUntil(afterClose))
}

// PageLinkAct is what was done about a refund's link, by whom and why.
type PageLinkAct struct {
	Refund     ID           `json:"refund"`
	Act        PageLinkVerb `json:"act"`
	Generation int64        `json:"generation"`
	Cause
	Verified Verification `json:"verified,omitempty"`
	Subject  SubjectID    `json:"subject,omitempty"`
	At       time.Time    `json:"at"`
}

// PageLinkVerb is what may be done about a link.
type PageLinkVerb string

// The verbs.
const (
	PageLinkMade    PageLinkVerb = "MADE"
	PageLinkRevoked PageLinkVerb = "REVOKED"
	PageLinkErased  PageLinkVerb = "ERASED"
)

// PageFile is a file that a customer sent by the page. The file itself lies elsewhere, under its hash.
type PageFile struct {
	Refund ID `json:"refund"`
	// SHA256 is of the file as it was sent, in hexadecimal digits.
	SHA256    string    `json:"sha256"`
	MediaType string    `json:"media_type"`
	Bytes     int64     `json:"bytes"`
	SentAt    time.Time `json:"sent_at"`
}

// PageFileURI is the address of such a file in an act's evidence.
func PageFileURI(sha256 string) string { return pageFileScheme + sha256 }

// pageFileScheme begins those addresses.
const pageFileScheme = "makegood-file:"

// Survey is what a customer said of how it went: a score from 1 to 5, and words.
type Survey struct {
	Refund ID        `json:"refund"`
	Score  int       `json:"score"`
	Words  string    `json:"words,omitempty" personal:"text"`
	SaidAt time.Time `json:"said_at"`
}

// The bounds of a survey's score.
const (
	SurveyScoreMin = 1
	SurveyScoreMax = 5
)
