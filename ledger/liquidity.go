package ledger

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// MoneyStage is what stands between an open leg and its payout.
type MoneyStage string

// The stages, the nearest to the money first.
const (
	// StageSent: asked for, without a final word.
	StageSent MoneyStage = "SENT"
	// StageDue: nothing is in its way.
	StageDue MoneyStage = "DUE"
	// StageFund: the fund of its account has too little free.
	StageFund MoneyStage = "FUND"
	// StageStopped: another stop keeps it: a kill switch, a circuit, a dispute, the merchant's balance.
	StageStopped MoneyStage = "STOPPED"
	// StagePerson: a person has to act on the leg or the refund.
	StagePerson MoneyStage = "PERSON"
	// StageApproval: people have to agree. StageAppeal: for the second time.
	StageApproval MoneyStage = "APPROVAL"
	StageAppeal   MoneyStage = "APPEAL"
	// StageCustomer: the customer was asked something.
	StageCustomer MoneyStage = "CUSTOMER"
	// StageGoods: the goods have to come back first.
	StageGoods MoneyStage = "GOODS"
	// StageOffer: an offer of goodwill that the customer may still accept. It is the merchant's own, of no provider.
	StageOffer MoneyStage = "OFFER"
)

// MoneyStages lists the stages in their sequence.
func MoneyStages() []MoneyStage {
	return []MoneyStage{
		StageSent, StageDue, StageFund, StageStopped, StagePerson, StageApproval, StageAppeal, StageCustomer, StageGoods, StageOffer,
	}
}

// PersonActsWithin is how long a person is taken to need for a leg that needs one.
const PersonActsWithin = 24 * time.Hour

// OpenLeg is what is known of a leg that may still be paid.
type OpenLeg struct {
	Refund refund.Status
	// Round is 1 for an appeal.
	Round       int64
	Leg         refund.LegStatus
	MayRetry    bool
	Stopped     refund.Code
	NeedsPerson refund.Code
	// ReviewDueAt, AnswerBy and GoodsBy are when the review, the customer's answer and the goods are due; nil: never.
	ReviewDueAt, AnswerBy, GoodsBy *time.Time
}

// Expect says what stands between a leg and its payout, and when it is expected: at its deadline, today where that has
// passed or there is none. Each moment is an assumption, and a late one: who is early is paid early.
func (l OpenLeg) Expect(now time.Time) (MoneyStage, time.Time) {
	stage := l.stage()
	at := now
	var deadline *time.Time
	switch stage {
	case StageApproval, StageAppeal:
		deadline = l.ReviewDueAt
	case StageCustomer:
		deadline = l.AnswerBy
	case StageGoods:
		deadline = l.GoodsBy
	case StagePerson:
		at = now.Add(PersonActsWithin)
	case StageSent, StageDue, StageFund, StageStopped, StageOffer:
	}
	if deadline != nil && deadline.After(now) {
		at = *deadline
	}
	return stage, at
}

func (l OpenLeg) stage() MoneyStage {
	switch l.Refund {
	case refund.StatusAwaitingGoods:
		return StageGoods
	case refund.StatusNeedsInfo:
		return StageCustomer
	case refund.StatusAwaitingApproval:
		if l.Round > 0 {
			return StageAppeal
		}
		return StageApproval
	case refund.StatusNeedsAttention:
		return StagePerson
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusPayingOut, refund.StatusRefunded,
		refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return l.stageInPayout()
}

func (l OpenLeg) stageInPayout() MoneyStage {
	sent := PlaceOf(l.Leg) == ControlSent && l.Leg != refund.LegNotSent
	switch {
	case sent:
		return StageSent
	case l.NeedsPerson != "":
		return StagePerson
	case l.Stopped == refund.CodeFundShort:
		return StageFund
	case l.Stopped != "":
		return StageStopped
	}
	return StageDue
}

// ExpectedMoney is what may still leave a provider account, at one stage and by one UTC day. A provider of "" stands
// for the merchant itself: store credit and offers.
type ExpectedMoney struct {
	FundRef
	Stage    MoneyStage `json:"stage"`
	Day      time.Time  `json:"day"`
	LegCount int64      `json:"leg_count"`
	// AmountMinor is the amount, HeldMinor what of it is held from the account's fund already.
	AmountMinor int64 `json:"amount_minor"`
	HeldMinor   int64 `json:"held_minor"`
}

// OpenMoney is what open refunds that were asked for on one UTC day hold of a provider account's payments: payable where
// the refund is recognised as owed, held where it is only reserved.
type OpenMoney struct {
	FundRef
	Day          time.Time `json:"day"`
	LegCount     int64     `json:"leg_count"`
	PayableMinor int64     `json:"payable_minor"`
	HeldMinor    int64     `json:"held_minor"`
}

// Liquidity is what is open, what is expected to be paid when, and how the funds stand, on one snapshot.
type Liquidity struct {
	Open     []OpenMoney     `json:"open"`
	Expected []ExpectedMoney `json:"expected"`
	Funds    []FundFigure    `json:"funds"`
}

// FundForecastWithin is how far the forecast of a fund looks that operators are alerted by.
const FundForecastWithin = 7 * 24 * time.Hour

// FundForecast is how a fund stands, with what it is expected to be asked for within FundForecastWithin. What the customer
// was asked about counts as expected within it.
type FundForecast struct {
	FundFigure
	NeedMinor int64 `json:"need_minor"`
}

// FundNeedMinor is what a fund is expected to be asked for until a moment: what is not sent yet.
func FundNeedMinor(f FundRef, expected []ExpectedMoney, until time.Time) (minor int64) {
	for _, e := range expected {
		if e.FundRef == f && e.Stage != StageSent && e.Day.Before(until) {
			minor += e.AmountMinor
		}
	}
	return minor
}
