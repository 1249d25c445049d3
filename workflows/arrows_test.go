package workflows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// arrow is a story that takes one transition: what is asked, under which policy, and what people do.
type arrow struct {
	policy string
	change func(*refund.Request)
	before func(*bundle)
	acts   []func(*bundle)
	// byWord: what moved is known by a provider's word alone, which the simulator knows nothing of.
	byWord bool
}

// TestArrows: every arrow of the state machine has a story of its name that takes it, and every story
// keeps its promises about money to the end.
func TestArrows(t *testing.T) {
	stories := arrows()
	for _, transition := range refund.Transitions() {
		name := string(transition.From) + " to " + string(transition.To)
		story, ok := stories[name]
		if !ok && slices.Contains(untold(), name) {
			continue
		}
		if !ok {
			t.Errorf("no story goes from %s", name)
			continue
		}
		delete(stories, name)
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			trail := story.run(t)
			took := func(e refund.TrailEntry) bool { return e.From == transition.From && e.To == transition.To }
			if !slices.ContainsFunc(trail, took) {
				t.Errorf("the story went %v", path(trail))
			}
		})
	}
	for name := range stories {
		t.Errorf("the state machine has no arrow from %s", name)
	}
}

func (a arrow) run(t *testing.T) []refund.TrailEntry {
	t.Helper()
	b := setupUnder(t, a.policy, a.change)
	if a.before != nil {
		a.before(b)
	}
	for _, act := range a.acts {
		act(b)
	}
	if a.byWord {
		b.runBesideOthers()
	} else {
		b.run()
	}
	return b.stored().Trail
}

func path(trail []refund.TrailEntry) (statuses []refund.Status) {
	for _, entry := range trail {
		if entry.To != "" {
			statuses = append(statuses, entry.To)
		}
	}
	return statuses
}

func arrows() map[string]arrow {
	all := map[string]arrow{}
	for _, some := range []map[string]arrow{arrowsFromAssessing(), arrowsOfGoods(), arrowsOfApproval(), arrowsOfPayout(), arrowsOfAppeal()} {
		for name, story := range some {
			all[name] = story
		}
	}
	return all
}

// untold are the arrows that no story takes: an operator's repair does, when the workflow is gone, or the
// ledger is alone. A leg that bounces during a dispute does so after its story has ended: ledger/ledgertest and starter
// take that way.
func untold() []string {
	return []string{"Received to Withdrawn", "Assessing to Withdrawn", "Inspected to Withdrawn", "PartlyRefunded to AwaitingApproval", "PartlyRefunded to NeedsAttention",
		"AwaitingGoods to PartlyRefunded", "Inspected to PartlyRefunded",
		"Refunded to PayingOut", "PartlyRefunded to PayingOut"}
}

func arrowsFromAssessing() map[string]arrow {
	return map[string]arrow{
		"Received to Assessing":         {},
		"Assessing to AwaitingGoods":    {policy: goodsFirst, change: delivered, acts: did(withdrawAfter(time.Hour))},
		"Assessing to AwaitingApproval": {change: overLimit, acts: did(decideAfter(time.Hour, refund.VerbApprove))},
		"Assessing to PayingOut":        {},
		"Assessing to NothingToRefund":  {change: unpaid},
		"Assessing to Rejected":         {change: afterTheWindow},
		"Assessing to NeedsAttention":   {change: capturedTooLittle, acts: did(resolveAfter(time.Hour, refund.ResolveGiveUp))},
	}
}

func arrowsOfGoods() map[string]arrow {
	unanswerable := func(b *bundle) { b.rules.refusals = 1 }
	return map[string]arrow{
		"AwaitingGoods to Inspected": {policy: goodsFirst, change: delivered, acts: did(inspectAfter(day, accepted(2)))},
		"AwaitingGoods to Rejected":  {policy: goodsFirst, change: delivered},
		"AwaitingGoods to Withdrawn": {policy: goodsFirst, change: delivered, acts: did(withdrawAfter(time.Hour))},
		"Inspected to AwaitingApproval": {policy: goodsFirst, change: both(overLimit, delivered),
			acts: did(inspectAfter(day, accepted(20)), decideAfter(2*day, refund.VerbApprove))},
		"Inspected to PayingOut": {policy: goodsFirst, change: delivered, acts: did(inspectAfter(day, accepted(2)))},
		"Inspected to Rejected": {policy: goodsFirst, change: delivered,
			acts: did(inspectAfter(day, refund.InspectedLine{LineID: "1", RefusedQuantity: 2, Reason: "not ours"}))},
		"Inspected to NeedsAttention": {policy: goodsFirst, change: delivered, before: unanswerable,
			acts: did(inspectAfter(day, accepted(1)), resolveAfter(2*day, refund.ResolveGiveUp))},
		"NeedsAttention to Inspected": {policy: goodsFirst, change: delivered, before: unanswerable,
			acts: did(inspectAfter(day, accepted(1)), resolveAfter(2*day, refund.ResolveRetry))},
	}
}

func arrowsOfApproval() map[string]arrow {
	return map[string]arrow{
		"AwaitingApproval to PayingOut": {change: overLimit, acts: did(decideAfter(time.Hour, refund.VerbApprove))},
		"AwaitingApproval to Rejected":  {change: overLimit, acts: did(decideAfter(time.Hour, refund.VerbReject))},
		"AwaitingApproval to Withdrawn": {change: overLimit, acts: did(withdrawAfter(time.Hour))},
		"AwaitingApproval to NeedsInfo": {change: overLimit, acts: did(askAfter(time.Hour), replyAfter(2*time.Hour), decideAfter(3*time.Hour, refund.VerbApprove))},
		"AwaitingApproval to NeedsAttention": {change: both(overLimit, delivered),
			acts: did(exchangeAfter(time.Hour), decideAfter(2*time.Hour, refund.VerbApprove), resolveAfter(day, refund.ResolveGiveUp))},
		"NeedsInfo to AwaitingApproval": {change: overLimit, acts: did(askAfter(time.Hour), decideAfter(9*day, refund.VerbApprove))},
		"NeedsInfo to Withdrawn":        {change: overLimit, acts: did(askAfter(time.Hour), withdrawAfter(2*time.Hour))},
	}
}

func arrowsOfPayout() map[string]arrow {
	declined := reference("ch_1~decline~always")
	givenUp := did(resolveAfter(time.Hour, refund.ResolveGiveUp))
	return map[string]arrow{
		"PayingOut to Refunded":            {},
		"PayingOut to NeedsAttention":      {change: declined, acts: givenUp},
		"PayingOut to Withdrawn":           {before: func(b *bundle) { b.killSwitch(true) }, acts: did(withdrawAfter(time.Hour))},
		"PayingOut to PartlyRefunded":      {change: onePendingOneDeclined, acts: givenUp},
		"PayingOut to Rejected":            {change: both(declined, pendingVoid), acts: givenUp},
		"NeedsAttention to PayingOut":      {change: reference("ch_1~decline"), acts: did(resolveAfter(time.Hour, refund.ResolveRetry))},
		"NeedsAttention to Refunded":       {change: reference("ch_1~pending_then_fail:2"), acts: did(factAfter(day, refund.OutcomeSettled), looks(2*day)), byWord: true},
		"NeedsAttention to Rejected":       {change: declined, acts: givenUp},
		"NeedsAttention to PartlyRefunded": {change: oneOfTwoDeclined, acts: givenUp},
		"NeedsAttention to Withdrawn":      {change: capturedTooLittle, acts: did(withdrawAfter(time.Hour))},
		"NeedsAttention to Assessing":      {change: capturedTooLittle, acts: did(resolveAfter(time.Hour, refund.ResolveRetry), withdrawAfter(2*time.Hour))},
	}
}

// pendingVoid adds an authorisation whose void takes a day.
func pendingVoid(in *refund.Request) {
	authorised := int64(5000)
	second(in, func(p *refund.Payment) {
		p.ProviderReference, p.CapturedMinor, p.CapturedAt, p.AuthorizedMinor = "ch_2~pending:14", 0, nil, &authorised
	})
}

// factAfter books what a provider said of the first leg, as a webhook or the reconciliation would.
func factAfter(after time.Duration, kind refund.OutcomeKind) func(*bundle) {
	return func(b *bundle) {
		b.at(after, func() {
			leg := b.view().Legs[0]
			_, err := b.books.RecordOutcome(b.t.Context(), refund.Record{
				Refund: b.in.Cancellation.ID(), Leg: leg.LegID, Generation: leg.Generation, Attempt: "a fact",
				Outcome: refund.Outcome{Kind: kind, Reason: "by mail"}, Cause: refund.Cause{Actor: "simulator"},
			})
			b.must(err)
		})
	}
}

// unanswerableAfter lets the rules have no answer to what is judged next.
func unanswerableAfter(after time.Duration) func(*bundle) {
	return func(b *bundle) { b.at(after, func() { b.rules.refusals = 1 }) }
}

func arrowsOfAppeal() map[string]arrow {
	lowered := func(then ...func(*bundle)) []func(*bundle) {
		return append(did(adjustAfter(time.Hour, 200000), appealAfter(day)), then...)
	}
	return map[string]arrow{
		"Rejected to AwaitingApproval": {change: overLimit,
			acts: did(decideAfter(time.Hour, refund.VerbReject), appealAfter(day), decideAgainAfter(2*day, refund.VerbApprove, "bob"))},
		"Refunded to AwaitingApproval":       {change: overLimit, acts: lowered(decideAgainAfter(2*day, refund.VerbApprove, "bob"))},
		"AwaitingApproval to PartlyRefunded": {change: overLimit, acts: lowered(decideAgainAfter(2*day, refund.VerbReject, "bob"))},
		"NeedsInfo to PartlyRefunded": {change: overLimit,
			acts: lowered(askAfter(2*day), func(b *bundle) { withdrawAfter(3 * day)(b) })},
		"Refunded to PartlyRefunded": {change: overLimit, acts: append(lowered(), unanswerableAfter(day-time.Minute))},
		"Refunded to NeedsAttention": {change: merchantFault,
			acts: did(factAfter(time.Hour, refund.OutcomeFailed), looks(2*time.Hour), factAfter(day, refund.OutcomeSettled), looks(2*day))},
	}
}
