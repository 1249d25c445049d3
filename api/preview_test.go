package api_test

import (
	"context"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// heard are books that keep what was tried on them, and refuse all of it.
type heard struct{ tried []refund.Decide }

func (h *heard) DecideRefund(_ context.Context, in refund.Decide, _ ledger.Rules) (refund.Decided, error) {
	h.tried = append(h.tried, in)
	return refund.Decided{Result: refund.DecidedConflict}, nil
}

func (h *heard) Case(context.Context, refund.ID) (refund.Case, error) {
	return refund.Case{}, ledger.ErrNotFound
}

func TestAPreviewThatNamesNobodyIsOfThePersonWhoCalls(t *testing.T) {
	b := newBench(t)
	books := new(heard)
	ports := b.Ports()
	ports.Rehearse = func(_ context.Context, work func(api.Rehearsal) error) error {
		return work(api.Rehearsal{Books: books})
	}
	service, err := api.New(ports)
	if err != nil {
		t.Fatal(err)
	}
	unnamed, named := example(t, "whole"), example(t, "unpaid")
	unnamed.Cancellation.RequestedBy = ""
	of := api.PreviewRefundRequest{Requests: []refund.Request{unnamed, named}}
	if _, err := service.PreviewRefund(t.Context(), b.By("mia", ""), of); err != nil {
		t.Fatal(err)
	}
	if len(books.tried) != 2 {
		t.Fatalf("tried %d", len(books.tried))
	}
	first, second := books.tried[0], books.tried[1]
	if first.Cancellation.RequestedBy != "mia" || first.Digest != refund.Digest(first.Cancellation) {
		t.Errorf("%q asks, with the digest %s", first.Cancellation.RequestedBy, first.Digest)
	}
	if second.Cancellation.RequestedBy != named.Cancellation.RequestedBy || second.Digest != named.Digest {
		t.Errorf("%q asks, with the digest %s", second.Cancellation.RequestedBy, second.Digest)
	}
	answers, err := service.PreviewRefund(t.Context(), apitest.Shop(api.ScopeRead), api.PreviewRefundRequest{Requests: []refund.Request{unnamed}})
	if err != nil || len(answers) != 1 || answers[0].Error == nil || answers[0].Error.Code != refund.CodeMissingField {
		t.Errorf("a machine has no name to ask in: %+v, %v", answers, err)
	}
}
