package refund

import "time"

// NoticeKind is what a customer message or a status record says.
type NoticeKind string

// The notices.
const (
	NoticeAcknowledged     NoticeKind = "acknowledged"
	NoticeAwaitingApproval NoticeKind = "awaiting_approval"
	NoticeSent             NoticeKind = "sent"
	NoticeRefunded         NoticeKind = "refunded"
	NoticePartlyRefunded   NoticeKind = "partly_refunded"
	NoticeNothing          NoticeKind = "nothing_to_refund"
	NoticeRejected         NoticeKind = "rejected"
	NoticeWithdrawn        NoticeKind = "withdrawn"
	NoticeNeedsAttention   NoticeKind = "delayed"
	NoticeOffer            NoticeKind = "offer"
	NoticeOfferAccepted    NoticeKind = "offer_accepted"
)

// Notice is one thing to tell: the customer by message, other systems by a status record. Its id
// is derived from refund and kind, so that telling twice says it once.
type Notice struct {
	Refund     ID          `json:"refund"`
	Kind       NoticeKind  `json:"kind"`
	Sequence   int         `json:"sequence"`
	Status     Status      `json:"status"`
	Offer      OfferStatus `json:"offer"`
	Reason     string      `json:"reason,omitempty"`
	Locale     string      `json:"locale,omitempty"`
	Currency   Currency    `json:"currency_code,omitempty"`
	TotalMinor int64       `json:"total_minor"`
	PaidMinor  int64       `json:"paid_minor"`
	OfferTerms *OfferTerms `json:"offer_terms,omitempty"`
	OfferCode  string      `json:"offer_code,omitempty"`
	ExpectedBy *time.Time  `json:"expected_by,omitempty"`
	// At is the workflow's time of the change, UTC.
	At time.Time `json:"at"`
}

// MessageID is the derived id of the notice: refund id and kind.
func (n Notice) MessageID() string { return string(n.Refund) + "#" + string(n.Kind) }

// Delivery says who has been told of a notice.
type Delivery struct {
	CustomerTold bool   `json:"customer_told"`
	StatusTold   bool   `json:"status_told"`
	Problem      string `json:"problem,omitempty"`
}

// Complete reports whether nobody is left to be told.
func (d Delivery) Complete() bool { return d.CustomerTold && d.StatusTold }

// NoticeMark is a notice's place in the refund's view.
type NoticeMark struct {
	Kind     NoticeKind `json:"kind"`
	At       time.Time  `json:"at"`
	Delivery Delivery   `json:"delivery"`
}
