package stripetest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	reference := r.FormValue("payment_intent") + r.FormValue("charge")
	kept := s.Book("")
	if reference != "" {
		kept = s.Step(reference)
	}
	kept = slices.DeleteFunc(kept, func(k paymenttest.Kept) bool { return !isRefund(k) || !made(k, r) || !s.ofAccount(k, r) })
	slices.Reverse(kept) // newest first
	if after := r.FormValue("starting_after"); after != "" {
		kept = kept[1+slices.IndexFunc(kept, func(k paymenttest.Kept) bool { return k.ID == after }):]
	}
	limit, _ := strconv.Atoi(r.FormValue("limit"))
	limit = min(max(limit, 1), 100)
	page := kept[:min(limit, len(kept))]
	data := make([]map[string]any, 0, len(page))
	for _, k := range page {
		if s.breaksOff(k) {
			fail(w, http.StatusInternalServerError, "api_error", "", "An unknown error occurred")
			return
		}
		data = append(data, s.refundObject(k))
	}
	writeJSON(w, map[string]any{"object": "list", "url": "/v1/refunds", "has_more": len(kept) > limit, "data": data})
}

func made(k paymenttest.Kept, r *http.Request) bool {
	at := k.MadeAt.Unix()
	from, errFrom := strconv.ParseInt(r.FormValue("created[gte]"), 10, 64)
	to, errTo := strconv.ParseInt(r.FormValue("created[lt]"), 10, 64)
	return (errFrom != nil || at >= from) && (errTo != nil || at < to)
}

// isRefund: Stripe keeps no object of what it declined.
func isRefund(k paymenttest.Kept) bool {
	return !k.Instruction.Void && k.Outcome.Kind != refund.OutcomeDeclined
}

var statuses = map[refund.OutcomeKind]string{
	refund.OutcomeSettled: "succeeded", refund.OutcomePending: "pending", refund.OutcomeFailed: "failed", refund.OutcomeRequiresAction: "requires_action",
}

// ofAccount keeps to the connected account that is asked about; what was asked for none is the platform's.
func (s *Server) ofAccount(k paymenttest.Kept, r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accounts[k.Instruction.Key] == r.Header.Get("Stripe-Account")
}

func (s *Server) breaksOff(k paymenttest.Kept) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken[k.Instruction.Reference]
}

// refundObject is a refund as Stripe writes it.
func (s *Server) refundObject(k paymenttest.Kept) map[string]any {
	in := k.Instruction
	o := map[string]any{
		"id": k.ID, "object": "refund", "amount": in.AmountMinor, "currency": strings.ToLower(string(in.Currency)), "created": k.MadeAt.Unix(),
		"status": statuses[k.Outcome.Kind], "metadata": map[string]string{}, "payment_intent": nil, "charge": nil,
	}
	if in.Key != "" {
		o["metadata"] = map[string]string{"makegood_key": in.Key, "makegood_refund": string(in.Refund)}
	}
	if strings.HasPrefix(in.Reference, "pi_") {
		o["payment_intent"] = in.Reference
	} else {
		o["charge"] = in.Reference
	}
	if k.Outcome.Kind == refund.OutcomeFailed {
		o["failure_reason"] = "lost_or_stolen_card"
	}
	if k.Outcome.Kind == refund.OutcomeSettled {
		o["destination_details"] = map[string]any{"type": "card", "card": map[string]any{"type": "refund", "reference": "ARN" + k.ID, "reference_status": "available"}}
		o["balance_transaction"] = s.balanceOf(k)
	}
	return o
}

func (s *Server) balanceOf(k paymenttest.Kept) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, set := s.balances[k.Instruction.Reference]
	if !set {
		b = Balance{Minor: k.Instruction.AmountMinor, Currency: k.Instruction.Currency}
	}
	return map[string]any{
		"id": "txn_" + k.ID, "object": "balance_transaction", "amount": -b.Minor, "currency": strings.ToLower(string(b.Currency)), "fee": b.FeeMinor,
		"created": k.MadeAt.Unix(),
	}
}
