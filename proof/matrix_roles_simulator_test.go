package proof_test

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"time"

	"github.com/makegood/makegood/payment/paymenttest"
	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/starter/event"
)

func simulatorRole() role {
	return role{title: "simulator", name: "simulator", act: actSimulator, gone: map[paymenttest.Situation]string{
		paymenttest.StoredError:  "the simulator keeps no error under a key",
		paymenttest.SplitsCoupon: "the simulator has no coupons of its own",
		succeedsLate:             "what has failed at the simulator stays so",
		refundsAlone:             "nobody but makegood refunds at the simulator",
		signs:                    "the simulator notifies nobody: a payment service in front does, on a topic",
		expires:                  "the simulator's authorisations do not expire",
	}}
}

func actSimulator(s *stage) *actor {
	const reference = "ch_1"
	server, err := simulator.New(simulator.Config{BookPath: filepath.Join(s.TempDir(), "book.jsonl"), Now: s.now})
	s.must(err)
	web := httptest.NewServer(server)
	s.Cleanup(func() { server.Release(); web.Close(); _ = server.Close() })
	line := newFront(s.T, web.URL)
	terms := inHaste(adapter.DefaultTerms(), callMax)
	terms.RemembersKeys = 24 * time.Hour // its fault forgets them
	provider, err := adapter.New(adapter.Config{BaseURL: line.url, Terms: terms})
	s.must(err)
	refunds := func() []simulator.Refund {
		all, err := simulator.ReadRefunds(context.Background(), web.URL, reference)
		s.must(err)
		return all
	}
	return &actor{
		provider: provider, front: line, reference: reference, authorisation: reference, kind: refund.PaymentCard,
		arrange: func(of paymenttest.Situation) {
			s.must(simulator.SetFaults(context.Background(), web.URL, reference, faultsFor(of)...))
		},
		moved: func() (int64, int) {
			book, err := simulator.ReadBook(context.Background(), web.URL)
			s.must(err)
			return book.For(reference)
		},
		voids:        func() int { return voidsThatStand(s, web.URL, reference) },
		step:         func() { refunds() },
		records:      func() []record { return recordsOfSimulator(refunds()) },
		passTime:     func() {}, // its clock is the story's
		forgetsAfter: terms.RemembersKeys,
		captured: func(authorisedMinor, capturedMinor int64) {
			charge := simulator.Charge{Reference: reference, AmountMinor: capturedMinor, AuthorizedMinor: authorisedMinor, Currency: "CNY"}
			s.must(simulator.RegisterCharge(context.Background(), web.URL, charge))
		},
	}
}

func voidsThatStand(s *stage, url, reference string) (count int) {
	voids, err := simulator.ReadVoids(context.Background(), url, reference)
	s.must(err)
	for _, void := range voids {
		if void.Status == simulator.StatusVoided {
			count++
		}
	}
	return count
}

// faultsFor are the simulator's faults that make a situation.
func faultsFor(of paymenttest.Situation) []simulator.Fault {
	minute := time.Minute.Milliseconds()
	all := map[paymenttest.Situation][]simulator.Fault{
		paymenttest.UnknownAfterMoving:  {{Name: simulator.FaultTimeoutAfterSuccess}},
		paymenttest.UnknownBeforeMoving: {{Name: simulator.FaultTimeoutBefore}},
		paymenttest.DeclinesInstrument:  {{Name: simulator.FaultDecline, Class: simulator.ClassInstrument}},
		paymenttest.DeclinesBalance:     {{Name: simulator.FaultDecline, Class: simulator.ClassBalance}},
		paymenttest.DeclinesDisputed:    {{Name: simulator.FaultDecline, Class: simulator.ClassDisputed}},
		paymenttest.DeclinesExceeds:     {{Name: simulator.FaultDecline, Class: simulator.ClassExceeds}},
		paymenttest.DeclinesOther:       {{Name: simulator.FaultDecline}},
		paymenttest.FailsLate:           {{Name: simulator.FaultLateFailure, DelayMS: minute}},
		paymenttest.RefusesInstruction:  {{Name: simulator.FaultBadRequest, Times: simulator.TimesAlways}},
		paymenttest.ForgetsKey:          {{Name: simulator.FaultTimeoutAfterSuccess}, {Name: simulator.FaultForget, DelayMS: minute}},
		paymenttest.ErrorAfterMoving:    {{Name: simulator.FaultError500AfterSuccess}},
		paymenttest.ErrorBeforeMoving:   {{Name: simulator.FaultError503}},
		paymenttest.GarbageAfterMoving:  {{Name: simulator.FaultGarbage}},
		paymenttest.SlowAfterMoving:     {{Name: simulator.FaultSlow, DelayMS: 2 * callMax.Milliseconds()}},
		paymenttest.IsRateLimited:       {{Name: simulator.FaultRateLimit, DelayMS: 2000}},
	}
	return all[of]
}

// recordsOfSimulator is what a payment service in front says of the simulator's refunds.
func recordsOfSimulator(all []simulator.Refund) (out []record) {
	kinds := map[simulator.Status]refund.OutcomeKind{simulator.StatusSettled: refund.OutcomeSettled, simulator.StatusFailed: refund.OutcomeFailed}
	for _, r := range all {
		if kind := kinds[r.Status]; kind != "" {
			in := refund.Instruction{Key: r.Key, Reference: r.Reference, AmountMinor: r.AmountMinor, Currency: refund.Currency(r.Currency)}
			at := r.CreatedAt
			if kind == refund.OutcomeFailed {
				at = at.Add(time.Minute)
			}
			out = append(out, refundUpdated(r.ID, in, kind, at))
		}
	}
	return out
}

// refundUpdated is a record of payments.refund-updated.v1.
func refundUpdated(id string, in refund.Instruction, kind refund.OutcomeKind, at time.Time) record {
	words := map[refund.OutcomeKind]string{
		refund.OutcomeSettled: "SETTLED", refund.OutcomePending: "PENDING", refund.OutcomeFailed: "FAILED", refund.OutcomeDeclined: "DECLINED",
	}
	fields := map[string]any{
		"provider_refund_id": id, "status": words[kind], "amount_minor": in.AmountMinor, "occurred_at": at.UTC().Format(time.RFC3339Nano),
	}
	if in.Key != "" {
		fields["key"] = in.Key
	}
	return record{topic: event.RefundUpdatedTopic, kind: event.RefundUpdatedType, fields: fields}
}
