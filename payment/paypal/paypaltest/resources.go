package paypaltest

import (
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// isRefund: PayPal keeps nothing of what it declined.
func isRefund(k paymenttest.Kept) bool {
	return !k.Instruction.Void && k.Outcome.Kind != refund.OutcomeDeclined
}

var statuses = map[refund.OutcomeKind]string{
	refund.OutcomeSettled: "COMPLETED", refund.OutcomePending: "PENDING", refund.OutcomeFailed: "FAILED",
}

func amount(minor int64, currency refund.Currency) map[string]any {
	return map[string]any{"currency_code": currency, "value": decimal.New(minor, -2).StringFixed(2)}
}

// object is a refund as PayPal writes it. One that was made by hand has its payment's custom_id.
func object(k paymenttest.Kept) map[string]any {
	in := k.Instruction
	o := map[string]any{
		"id": k.ID, "status": statuses[k.Outcome.Kind], "amount": amount(in.AmountMinor, in.Currency), "custom_id": customID(in.Key),
		"create_time": k.MadeAt.Format(time.RFC3339), "update_time": k.ChangedAt.Format(time.RFC3339),
		"links": []map[string]any{
			{"rel": "self", "method": "GET", "href": "https://api-m.paypal.com/v2/payments/refunds/" + k.ID},
			{"rel": "up", "method": "GET", "href": "https://api-m.paypal.com/v2/payments/captures/" + in.Reference},
		},
	}
	if k.Outcome.Kind == refund.OutcomeSettled {
		o["acquirer_reference_number"] = "ARN" + k.ID
		o["seller_payable_breakdown"] = map[string]any{"gross_amount": amount(in.AmountMinor, in.Currency), "net_amount": amount(in.AmountMinor, in.Currency)}
	}
	return o
}

func customID(key string) string {
	if key == "" {
		return "the shop's own id of the payment"
	}
	return "makegood_" + key
}

func (s *Server) writeRefund(w http.ResponseWriter, status int, is func(paymenttest.Kept) bool) {
	for _, k := range s.Book("") {
		if !isRefund(k) || !is(k) {
			continue
		}
		o := object(k)
		if status == http.StatusCreated && s.answersMinimally() {
			o = map[string]any{"id": o["id"], "status": o["status"], "links": o["links"]}
		}
		writeJSON(w, status, o)
		return
	}
	fail(w, http.StatusNotFound, "INVALID_RESOURCE_ID", "Specified resource ID does not exist.")
}

func (s *Server) answersMinimally() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.minimal
}

func (s *Server) shown(w http.ResponseWriter, r *http.Request) {
	s.writeRefund(w, http.StatusOK, func(k paymenttest.Kept) bool { return k.ID == r.PathValue("id") })
}

func (s *Server) capture(w http.ResponseWriter, r *http.Request) {
	id, status := r.PathValue("id"), "COMPLETED"
	for _, k := range s.Book(id) {
		if isRefund(k) && k.Outcome.Kind == refund.OutcomeSettled {
			status = "PARTIALLY_REFUNDED"
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"id": id, "status": status, "supplementary_data": map[string]any{"related_ids": map[string]any{"order_id": orderOf(id)}},
	})
}

// order lists the refunds of its capture; to ask for it is a look-up.
func (s *Server) order(w http.ResponseWriter, r *http.Request) {
	refunds := []map[string]any{}
	for _, k := range s.Step(captureOf(r.PathValue("id"))) {
		if isRefund(k) {
			refunds = append(refunds, object(k))
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"id": r.PathValue("id"), "status": "COMPLETED", "purchase_units": []map[string]any{{"payments": map[string]any{"refunds": refunds}}},
	})
}

func (s *Server) authorization(w http.ResponseWriter, r *http.Request) {
	id, status := r.PathValue("id"), "CREATED"
	s.Step(id)
	if s.Voided(id) > 0 {
		status = "VOIDED"
	}
	writeJSON(w, http.StatusOK, map[string]any{"id": id, "status": status})
}

// transactions lists two a page, whatever is asked for, so that pages matter.
func (s *Server) transactions(w http.ResponseWriter, r *http.Request) {
	from, errFrom := time.Parse(time.RFC3339, r.FormValue("start_date"))
	to, errTo := time.Parse(time.RFC3339, r.FormValue("end_date"))
	page, errPage := strconv.Atoi(r.FormValue("page"))
	if errFrom != nil || errTo != nil || errPage != nil || to.Sub(from) > 31*24*time.Hour || r.FormValue("transaction_type") != "T1107" {
		fail(w, http.StatusBadRequest, "INVALID_REQUEST", "start_date, end_date, page")
		return
	}
	found := []map[string]any{}
	for _, k := range s.Book("") {
		if at := k.MadeAt.Truncate(time.Second); isRefund(k) && !at.Before(from) && !at.After(to) {
			found = append(found, map[string]any{"transaction_info": s.transaction(k)})
		}
	}
	if s.breaksOff(page) {
		fail(w, http.StatusInternalServerError, "INTERNAL_SERVICE_ERROR", "An internal service error has occurred.")
		return
	}
	const size = 2
	pages := (len(found) + size - 1) / size
	low := min((page-1)*size, len(found))
	writeJSON(w, http.StatusOK, map[string]any{
		"transaction_details": found[low:min(low+size, len(found))], "page": page, "total_items": len(found), "total_pages": pages,
	})
}

var listStatuses = map[refund.OutcomeKind]string{refund.OutcomeSettled: "S", refund.OutcomePending: "P", refund.OutcomeFailed: "D"}

func (s *Server) transaction(k paymenttest.Kept) map[string]any {
	in := k.Instruction
	return map[string]any{
		"transaction_id": k.ID, "paypal_reference_id": in.Reference, "paypal_reference_id_type": "TXN", "transaction_event_code": "T1107",
		"transaction_status": listStatuses[k.Outcome.Kind], "transaction_amount": amount(-in.AmountMinor, in.Currency), "fee_amount": amount(s.feeOf(in.Reference), in.Currency),
		"custom_field": customID(in.Key), "transaction_initiation_date": k.MadeAt.Format("2006-01-02T15:04:05-0700"),
		"transaction_updated_date": k.MadeAt.Format("2006-01-02T15:04:05-0700"),
	}
}
