package adyentest

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// The report user's.
const (
	ReportUser     = "report@Company.Test"
	ReportPassword = "password-of-reports"
)

// Fees are what a report says of a payment's refunds: the settlement's currency, how many units of it one of the
// payment's is, and the fees.
type Fees struct {
	Currency           refund.Currency
	Rate               string
	Commission, Markup string
}

// SetFees has reports say fees and another settlement of a payment's refunds.
func (s *Server) SetFees(psp string, f Fees) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fees[psp] = f
}

// SpoilReports changes every report on its way.
func (s *Server) SpoilReports(how func([]byte) []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoil = how
}

// WithoutReport has no report of a day.
func (s *Server) WithoutReport(date string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.without = date
}

var amsterdam = zone("Europe/Amsterdam")

func zone(name string) *time.Location {
	at, err := time.LoadLocation(name)
	if err != nil {
		panic("adyentest: " + err.Error())
	}
	return at
}

// ReportNames are the columns of a Payment accounting report, with the one that has to be added.
var ReportNames = []string{
	"Company Account", "Merchant Account", "Psp Reference", "Merchant Reference", "Payment Method", "Booking Date", "TimeZone", "Main Currency",
	"Main Amount", "Record Type", "Payment Currency", "Received (PC)", "Authorised (PC)", "Captured (PC)", "Settlement Currency", "Payable (SC)",
	"Commission (SC)", "Markup (SC)", "Scheme Fees (SC)", "Interchange (SC)", "Processing Fee Currency", "Processing Fee (FC)", "User Name",
	"Payment Method Variant", "Modification Merchant Reference", "Modification Psp Reference",
}

// report answers with a day's Payment accounting report.
func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	date, is := strings.CutPrefix(strings.TrimSuffix(r.PathValue("file"), ".csv"), "payments_accounting_report_")
	s.mu.Lock()
	spoil, without := s.spoil, s.without
	s.mu.Unlock()
	switch {
	case user != ReportUser || password != ReportPassword:
		w.WriteHeader(http.StatusUnauthorized)
		return
	case !is || strings.ReplaceAll(date, "_", "-") == without:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	content := s.reportOf(r.PathValue("account"), strings.ReplaceAll(date, "_", "-"))
	if spoil != nil {
		content = spoil(content)
	}
	_, _ = w.Write(content)
}

// reportOf has the settled refunds of a day, those that came back, and a payment beside them.
func (s *Server) reportOf(account, date string) []byte {
	var b strings.Builder
	table := csv.NewWriter(&b)
	_ = table.Write(ReportNames)
	_ = table.Write(line(map[string]string{
		"Merchant Account": account, "Psp Reference": "PAID", "Booking Date": date + " 10:00:00", "TimeZone": "CET", "Record Type": "Settled",
		"Payment Currency": "EUR", "Captured (PC)": "-100.00", "Settlement Currency": "EUR", "Payable (SC)": "98.90", "Commission (SC)": "1.10",
	}))
	settled := map[string]bool{}
	for _, k := range s.Told("") {
		at := k.MadeAt.In(amsterdam)
		if k.Instruction.Void || at.Format(time.DateOnly) != date || !s.ofAccount(k, account) {
			continue
		}
		switch {
		case k.Outcome.Kind == refund.OutcomeSettled:
			_ = table.Write(s.record(account, "Refunded", k))
			settled[k.ID] = true
		case k.Outcome.Kind == refund.OutcomeFailed && settled[k.ID]:
			_ = table.Write(s.record(account, "RefundedReversed", k))
		}
	}
	table.Flush()
	return []byte(b.String())
}

func (s *Server) ofAccount(k paymenttest.Kept, account string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	of, asked := s.accounts[k.Instruction.Key]
	return !asked || of == account
}

// record is one of a refund: the payable is what it costs with the fees, which a reversal does not give back.
func (s *Server) record(account, kind string, k paymenttest.Kept) []string {
	s.mu.Lock()
	f, set := s.fees[k.Instruction.Reference]
	s.mu.Unlock()
	if !set {
		f = Fees{Currency: k.Instruction.Currency, Rate: "1"}
	}
	amount := decimal.New(k.Instruction.AmountMinor, -2)
	captured, payable := amount, number(f.Rate).Mul(amount).Neg().Sub(number(f.Commission)).Sub(number(f.Markup))
	if kind == "RefundedReversed" {
		captured, payable = amount.Neg(), number(f.Rate).Mul(amount).Sub(number(f.Commission)).Sub(number(f.Markup))
	}
	at, reference := k.MadeAt.In(amsterdam), "ORDER-1"
	if k.Instruction.Key != "" {
		reference = "makegood_" + k.Instruction.Key
	}
	return line(map[string]string{
		"Merchant Account": account, "Psp Reference": k.Instruction.Reference, "Merchant Reference": "ORDER-1", "Booking Date": at.Format(time.DateTime),
		"TimeZone": at.Format("MST"), "Record Type": kind, "Payment Currency": string(k.Instruction.Currency), "Captured (PC)": captured.StringFixed(2),
		"Settlement Currency": string(f.Currency), "Payable (SC)": payable.String(), "Commission (SC)": f.Commission, "Markup (SC)": f.Markup,
		"Modification Merchant Reference": reference, "Modification Psp Reference": k.ID,
	})
}

// number reads what a test has set; empty: nothing.
func number(text string) decimal.Decimal {
	if text == "" {
		return decimal.Zero
	}
	return decimal.RequireFromString(text)
}

func line(of map[string]string) []string {
	var fields []string
	for _, name := range ReportNames {
		fields = append(fields, of[name])
	}
	return fields
}
