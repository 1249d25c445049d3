package refund

import (
	"fmt"
	"strings"
)

// Names of the workflow and its messages, for starters, the command line and people.
const (
	WorkflowName = "Refund"

	QueryRefund = "refund"

	// SignalProviderFact says that the ledger has booked what a provider says happened, or that more is free in a fund: the
	// story reads the standing, and tries what waits for a fund.
	SignalProviderFact = "provider_fact"

	// MemoDigest and MemoPlace are the memo's keys: the hash of the event's body, and topic, partition and offset
	// of the Kafka record.
	MemoDigest = "digest"
	MemoPlace  = "place"
)

// Search attributes: no personal data.
const (
	AttributeStatus      = "RefundStatus"
	AttributeReason      = "RefundReason"
	AttributeRiskBand    = "RiskBand"
	AttributeMerchant    = "Merchant"
	AttributeCurrency    = "Currency"
	AttributeAmountMinor = "AmountMinor"
	AttributeNeedsHuman  = "NeedsHuman"
	AttributeReviewDueAt = "ReviewDueAt"
	// AttributeLedger is the id of the ledger that keeps the refund.
	AttributeLedger = "Ledger"
)

// Request is the workflow's input.
type Request struct {
	Cancellation Cancellation `json:"cancellation"`
	Digest       string       `json:"digest"`
	// Contact is the only place of contact data in Temporal.
	Contact Contact `json:"contact"`
	// Continued is set in a run that continues another one.
	Continued *Continued `json:"continued,omitempty"`
	// Correction is set in a workflow that goes on with a refund whose own has ended.
	Correction *Correction `json:"correction,omitempty"`
	// Awaited: somebody waits for the decision, so that the workflow task that decides sends no money: what it sends would
	// hold up the answer.
	Awaited bool `json:"awaited,omitempty"`
	// Attested is a door's word on who asks; nil: no door vouches for it.
	Attested *Attestation `json:"attested,omitempty"`
}

// Correction says which leg bounced after the refund's workflow had ended. Number counts the corrections of the leg,
// from 1.
type Correction struct {
	Leg    LegID `json:"leg_id"`
	Number int   `json:"number"`
}

// ProviderFact is the input of SignalProviderFact. Nothing in it is believed: the ledger leads.
type ProviderFact struct {
	FactID string `json:"fact_id,omitempty"`
}

const correctionPart = "/correction/"

// CorrectionsOf is what the ids of all workflows that correct a refund begin with.
func CorrectionsOf(id ID) string { return string(id) + correctionPart }

// WorkflowID is the id of the workflow that begins with the request: the refund's own, or a correction's.
func (r Request) WorkflowID() string {
	if r.Correction == nil {
		return string(r.Cancellation.ID())
	}
	return r.Correction.WorkflowID(r.Cancellation.ID())
}

// WorkflowID is the id of the correction's workflow: <refund>/correction/<leg>, with /<number> from the second on.
func (c Correction) WorkflowID(id ID) string {
	out := CorrectionsOf(id) + string(c.Leg)
	if c.Number > 1 {
		out += fmt.Sprintf("/%d", c.Number)
	}
	return out
}

// RefundOf is the refund that a workflow is about, by the workflow's id.
func RefundOf(workflowID string) ID {
	id, _, _ := strings.Cut(workflowID, correctionPart)
	return ID(id)
}

// Continued is what a run hands over to the one that continues it. Everything else is in the ledger.
type Continued struct {
	// Runs counts the runs so far.
	Runs int `json:"runs"`
	// Sequence is the last number of a notice; Told are the notices that were told, by message id.
	Sequence int      `json:"sequence,omitempty"`
	Told     []string `json:"told,omitempty"`
	// Corrections counts the corrections that were told.
	Corrections int `json:"corrections,omitempty"`
	// RefusedCount counts the signals that were refused. Counted is the number of the last call that told the
	// ledger of them; calls are numbered so that a repeated one counts once.
	RefusedCount int64 `json:"refused_count,omitempty"`
	Counted      int   `json:"counted,omitempty"`
	// LookAt is when the providers of undecided legs, and the gates of stopped ones, are asked next.
	LookAt map[LegID]LookTurn `json:"look_at,omitempty"`
}

// Result is the workflow's result. Business outcomes are results, never workflow failures.
type Result struct {
	Status     Status      `json:"status"`
	Reason     string      `json:"reason,omitempty"`
	Currency   Currency    `json:"currency_code,omitempty"`
	TotalMinor int64       `json:"total_minor"`
	PaidMinor  int64       `json:"paid_minor"`
	Offer      OfferStatus `json:"offer"`
}

// View is the answer to the query `refund`: the standing as the ledger gave it last, and what the story
// adds to it. The order, the explanation and the whole trail come from the ledger.
type View struct {
	Standing
	// WaitsFor says in words what the refund waits for.
	WaitsFor string `json:"waits_for,omitempty"`
	// Trail are the latest rows of what this run saw (TrailRowsMax); Messages are who was told what.
	Trail    []TrailEntry `json:"trail"`
	Messages []NoticeMark `json:"messages,omitempty"`
	// RefusedCount counts the signals that were refused.
	RefusedCount int64 `json:"refused_count,omitempty"`
	// Source is "workflow", or "ledger" when the workflow is gone.
	Source string `json:"source,omitempty"`
}
