package refund

import "time"

// NoticeKind is what a customer message or a status record says.
type NoticeKind string

// The notices.
const (
	NoticeAcknowledged     NoticeKind = "acknowledged"
	NoticeAwaitingGoods    NoticeKind = "awaiting_goods"
	NoticeGoodsReminder    NoticeKind = "goods_reminder"
	NoticeInspected        NoticeKind = "inspected"
	NoticeAwaitingApproval NoticeKind = "awaiting_approval"
	NoticeNeedsInfo        NoticeKind = "needs_info"
	NoticeApproved         NoticeKind = "approved"
	NoticeSent             NoticeKind = "sent"
	NoticeRefunded         NoticeKind = "refunded"
	NoticePartlyRefunded   NoticeKind = "partly_refunded"
	NoticeNothing          NoticeKind = "nothing_to_refund"
	NoticeRejected         NoticeKind = "rejected"
	NoticeWithdrawn        NoticeKind = "withdrawn"
	NoticeNeedsAttention   NoticeKind = "delayed"
	NoticeCorrected        NoticeKind = "corrected"
	NoticeAppealReceived   NoticeKind = "appeal_received"
	NoticeAppealRejected   NoticeKind = "appeal_rejected"
	NoticeOffer            NoticeKind = "offer"
	NoticeOfferReminder    NoticeKind = "offer_reminder"
	NoticeOfferAccepted    NoticeKind = "offer_accepted"
	NoticeSurvey           NoticeKind = "survey"
)

// Notice is one thing to tell: the customer by message, other systems by a status record. Its id
// is derived from refund, kind and occasion, so that telling twice says it once.
type Notice struct {
	Refund ID         `json:"refund"`
	Kind   NoticeKind `json:"kind"`
	// Occasion tells notices of one kind apart where a story has several ("2" for the second
	// question); empty for the first.
	Occasion string      `json:"occasion,omitempty"`
	Sequence int         `json:"sequence"`
	Status   Status      `json:"status"`
	Offer    OfferStatus `json:"offer"`
	Reason   string      `json:"reason,omitempty"`
	// Customer is whom the shop's own app shows the message to; Locale is their BCP 47 tag, TimeZone the
	// order's (IANA), in which days and hours are told; without one they are UTC.
	Customer   CustomerID `json:"customer_id,omitempty"`
	Locale     string     `json:"locale,omitempty"`
	TimeZone   string     `json:"time_zone,omitempty"`
	Currency   Currency   `json:"currency_code,omitempty"`
	TotalMinor int64      `json:"total_minor"`
	PaidMinor  int64      `json:"paid_minor"`
	// ProviderPartMinor is what of the amount told (PaidMinor, or TotalMinor of what is on its way) a provider's own coupon
	// had paid: it goes back to the provider, not to the payer. BankReferences find the movements at the payer's bank.
	ProviderPartMinor int64    `json:"provider_part_minor,omitempty"`
	BankReferences    []string `json:"bank_references,omitempty"`
	// AssessmentHash names the assessment the notice is about: steps, goods and what was found of them are
	// looked up by it when the notice is told.
	AssessmentHash string `json:"assessment_hash,omitempty"`
	// Claimed: the ledger has kept that it is told, in the transaction that it tells of.
	Claimed bool `json:"claimed,omitempty"`
	// CreditNote is what a credit note says of it, once money is sent.
	CreditNote *CreditNote `json:"credit_note,omitempty"`
	// Explained is what the amount is explained from. It stays in the process that tells: the ledger has it.
	Explained *Explanation `json:"-"`
	// Ways are where the money goes; from them it is estimated when it arrives.
	Ways []Way `json:"ways,omitempty"`
	// Why are stable reason codes of a refusal; Message is a person's own words to the customer.
	Why     []string `json:"why,omitempty"`
	Message string   `json:"message,omitempty"`
	// PayBy is until when the money has to be paid by law (Standing.OwedBy).
	PayBy *time.Time `json:"pay_by,omitempty"`
	// AppealBy is until when a refusal may be appealed.
	AppealBy *time.Time `json:"appeal_by,omitempty"`
	// Question is what the customer is asked, AnswerBy until when.
	Question string     `json:"question,omitempty"`
	AnswerBy *time.Time `json:"answer_by,omitempty"`
	// Goods are what has to come back, ReturnBy until when; Inspected is what was found.
	Goods      []GoodsLine `json:"goods,omitempty"`
	GoodsFirst bool        `json:"goods_first,omitempty"`
	ReturnBy   *time.Time  `json:"return_by,omitempty"`
	// GoodsSent: the customer has proved that the goods were sent; nobody asks for them any more.
	GoodsSent  bool            `json:"goods_sent,omitempty"`
	Inspected  []InspectedLine `json:"inspected,omitempty"`
	OfferTerms *OfferTerms     `json:"offer_terms,omitempty"`
	// OfferBy is until when the offer stands; OfferChoice is what was taken of it.
	OfferBy     *time.Time `json:"offer_by,omitempty"`
	OfferChoice string     `json:"offer_choice,omitempty"`
	OfferCode   string     `json:"offer_code,omitempty"`
	ExpectedBy  *time.Time `json:"expected_by,omitempty"`
	// ExpectedFrom is the day before which half of the refunds that went this way arrived, where own ones tell; with
	// ExpectedBy it is a range.
	ExpectedFrom *time.Time `json:"expected_from,omitempty"`
	// UsuallySeconds is how long at most half of the refunds that went this way took.
	UsuallySeconds int64 `json:"usually_seconds,omitempty"`
	// At is the workflow's time of the change, UTC.
	At time.Time `json:"at"`
}

// Way is how a part of a refund travels.
type Way struct {
	Provider string      `json:"provider,omitempty"`
	Kind     PaymentKind `json:"kind,omitempty"`
	Via      string      `json:"via,omitempty"`
	// Market is the order's.
	Market      string `json:"market,omitempty"`
	AmountMinor int64  `json:"amount_minor"`
}

// Way is how a leg travels, by the payment of the order it is against.
func (o Order) Way(leg PlannedLeg) Way {
	against, _ := o.Payment(leg.PaymentID)
	return Way{Provider: against.Provider, Kind: against.Kind, Via: leg.Via, Market: o.Market, AmountMinor: leg.AmountMinor}
}

// MessageID is the derived id of the notice: refund id, kind and occasion.
func (n Notice) MessageID() string {
	id := string(n.Refund) + "#" + string(n.Kind)
	if n.Occasion != "" {
		id += "#" + n.Occasion
	}
	return id
}

// Delivery says who has been told of a notice: the customer by each channel, and other systems.
type Delivery struct {
	Channels   []ChannelDelivery `json:"channels,omitempty"`
	StatusTold bool              `json:"status_told"`
	Problem    string            `json:"problem,omitempty"`
}

// ChannelDelivery is how far one channel has come with a message. Skipped says why it never will:
// the customer has no address there, or the notice is not for this channel.
type ChannelDelivery struct {
	Channel string `json:"channel"`
	Told    bool   `json:"told,omitempty"`
	Skipped string `json:"skipped,omitempty"`
}

// Complete reports whether nobody is left to be told. A delivery that was never tried is not.
func (d Delivery) Complete() bool {
	for _, c := range d.Channels {
		if !c.Told && c.Skipped == "" {
			return false
		}
	}
	return d.StatusTold && len(d.Channels) > 0
}

// NoticeMark is a notice's place in the refund's view.
type NoticeMark struct {
	Kind     NoticeKind `json:"kind"`
	At       time.Time  `json:"at"`
	Delivery Delivery   `json:"delivery"`
}

// Credits reports whether a notice tells of money that is on its way or has arrived, which a credit note documents.
func (k NoticeKind) Credits() bool {
	switch k {
	case NoticeSent, NoticeRefunded, NoticePartlyRefunded, NoticeCorrected:
		return true
	case NoticeAcknowledged, NoticeAwaitingGoods, NoticeGoodsReminder, NoticeInspected, NoticeAwaitingApproval, NoticeNeedsInfo,
		NoticeApproved, NoticeNothing, NoticeRejected, NoticeWithdrawn, NoticeNeedsAttention, NoticeAppealReceived,
		NoticeAppealRejected, NoticeOffer, NoticeOfferReminder, NoticeOfferAccepted, NoticeSurvey:
		return false
	}
	return false
}

// Explanation is what messages say of an amount beyond the standing: what was asked for and of which order,
// how the amount came about and what a credit note says of it, what has to come back, and what was found of it.
type Explanation struct {
	// Request names the goods, promotions, fees and payments of the order.
	Request Cancellation `json:"request"`
	// Assessment is nil where the refund has another one by now.
	Assessment *Assessment     `json:"assessment,omitempty"`
	Goods      *GoodsTerms     `json:"goods,omitempty"`
	Inspected  []InspectedLine `json:"inspected,omitempty"`
	// Link is the one that opens the customer's page; of Generation 0 where there is none.
	Link PageLink `json:"-"`
}

// Statement is an amount as a customer reads it. The rows add up to the total, and none of them is zero; a
// bounded number of them stands for any number of goods. Notes are whole sentences about the rows.
type Statement struct {
	Rows  []StatementRow `json:"rows"`
	Notes []string       `json:"notes,omitempty"`
	// BonusMinor is goodwill that comes on top of the total.
	BonusMinor int64 `json:"bonus_minor,omitempty"`
}

// StatementRow is one line of a statement, in minor units of the refund's currency.
type StatementRow struct {
	Label       string `json:"label"`
	AmountMinor int64  `json:"amount_minor"`
}

// PayerMinor is what the payer gets of the amount told, and whether that is less than all of it.
func (n Notice) PayerMinor() (minor int64, less bool) {
	told := n.PaidMinor
	if n.Kind == NoticeSent {
		told = n.TotalMinor
	}
	if n.ProviderPartMinor <= 0 || n.ProviderPartMinor > told {
		return told, false
	}
	return told - n.ProviderPartMinor, true
}
