package figures

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The names of the metrics, for those who read them.
const (
	MetricUp                    = "makegood_figures_up"
	MetricWaiting               = "makegood_refunds_waiting"
	MetricWaitingOldest         = "makegood_refunds_waiting_oldest_seconds"
	MetricReviewsOverdue        = "makegood_reviews_overdue_now"
	MetricOverdueByLaw          = "makegood_refunds_overdue_by_law"
	MetricDueByLaw              = "makegood_refunds_due_by_law"
	MetricLegsStuck             = "makegood_legs_stuck"
	MetricMessagesUndelivered   = "makegood_messages_undelivered"
	MetricMessagesUndeliverable = "makegood_messages_undeliverable"
	MetricDisputesOpen          = "makegood_disputes_open"
	MetricEvidenceDue           = "makegood_disputes_evidence_due"
	MetricUnattributed          = "makegood_outside_refunds_unattributed"
	MetricUnattributedOldest    = "makegood_outside_refunds_unattributed_oldest_seconds"
	MetricUnusedOldest          = "makegood_notifications_unused_oldest_seconds"
	MetricUnacknowledged        = "makegood_withdrawals_unacknowledged"
	MetricUnacknowledgedOldest  = "makegood_withdrawals_unacknowledged_oldest_seconds"
	MetricWithdrawalsWaiting    = "makegood_withdrawals_waiting"
	MetricWithdrawalsOldest     = "makegood_withdrawals_waiting_oldest_seconds"
	MetricLedgerWritable        = "makegood_ledger_writable"
	MetricLedgerWriteFailures   = "makegood_ledger_write_failures_total"
	MetricLedgerLogBytes        = "makegood_ledger_log_bytes"
)

var (
	up            = describe(MetricUp, "1 when the ledger told its figures for this scrape, else 0.")
	waiting       = describe(MetricWaiting, "Refunds that are not closed, by status.", "status")
	waitingOldest = describe(MetricWaitingOldest, "How long the refund that is longest in the status has been in it; 0: none is.", "status")
	overdue       = describe(MetricReviewsOverdue, "Reviews past their due time.")
	overdueByLaw  = describe(MetricOverdueByLaw, "Refunds that were to be paid by law and are not.")
	dueByLaw      = describe(MetricDueByLaw, "Refunds that are to be paid by law within 48 hours.")
	stuck         = describe(MetricLegsStuck, "Legs sent too often, or undecided for too long.")
	undelivered   = describe(MetricMessagesUndelivered, "Messages somebody has not heard yet.")
	undeliverable = describe(MetricMessagesUndeliverable, "Messages given up in the last day.")

	disputesOpen       = describe(MetricDisputesOpen, "Disputes and inquiries that are not decided.")
	evidenceDue        = describe(MetricEvidenceDue, "Those of them that the bank takes an answer to for less than 72 hours.")
	unattributed       = describe(MetricUnattributed, "Refunds made elsewhere that nobody has said the purpose of.")
	unattributedOldest = describe(MetricUnattributedOldest, "How long the oldest of them has been known; 0: there is none.")

	unusedOldest = describe(MetricUnusedOldest, "How long the oldest notification has been stored whose facts are not booked; 0: there is none.")

	unacknowledged       = describe(MetricUnacknowledged, "Declarations of withdrawal whose receipt is not acknowledged.")
	unacknowledgedOldest = describe(MetricUnacknowledgedOldest, "How long ago the oldest of them was received; 0: there is none.")
	withdrawalsWaiting   = describe(MetricWithdrawalsWaiting, "Declarations of withdrawal that wait for a person.")
	withdrawalsOldest    = describe(MetricWithdrawalsOldest, "How long ago the oldest of them was received; 0: there is none.")

	writable      = ofProcess(MetricLedgerWritable, "1 when this process could write the ledger for this scrape and no write of it failed within a minute, else 0.")
	writeFailures = ofProcess(MetricLedgerWriteFailures, "Writes of this process that the ledger's database could not carry out.")
	logBytes      = ofProcess(MetricLedgerLogBytes, "Size of the ledger's write-ahead log, in bytes.")
)

// ofProcess describes what each worker has for itself.
func ofProcess(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help+" The same from every worker: aggregate with max.", labels, nil)
}

// Describe implements prometheus.Collector.
func (*Collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range append(fundDescs(), up, waiting, waitingOldest, overdue, overdueByLaw, dueByLaw, stuck, undelivered, undeliverable, disputesOpen, evidenceDue, unattributed, unattributedOldest, unusedOldest, unacknowledged, unacknowledgedOldest, withdrawalsWaiting, withdrawalsOldest, writable, writeFailures, logBytes) {
		out <- d
	}
}

func gauge(d *prometheus.Desc, value float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}

func show(out chan<- prometheus.Metric, f ledger.Figures, now time.Time) {
	for _, w := range everyStatus(f.Waiting) {
		out <- gauge(waiting, float64(w.Count), string(w.Status))
		out <- gauge(waitingOldest, ageSeconds(w, now), string(w.Status))
	}
	out <- gauge(overdue, float64(f.OverdueCount))
	out <- gauge(overdueByLaw, float64(f.OverdueByLawCount))
	out <- gauge(dueByLaw, float64(f.DueByLawCount))
	out <- gauge(stuck, float64(f.StuckLegCount))
	out <- gauge(undelivered, float64(f.UndeliveredCount))
	out <- gauge(undeliverable, float64(f.UndeliverableCount))
	out <- gauge(disputesOpen, float64(f.OpenDisputeCount))
	out <- gauge(evidenceDue, float64(f.EvidenceDueCount))
	out <- gauge(unattributed, float64(f.UnattributedCount))
	out <- gauge(unattributedOldest, sinceSeconds(f.UnattributedSince, now))
	out <- gauge(unusedOldest, sinceSeconds(f.UnusedSince, now))
	out <- gauge(unacknowledged, float64(f.UnacknowledgedCount))
	out <- gauge(unacknowledgedOldest, sinceSeconds(f.UnacknowledgedSince, now))
	out <- gauge(withdrawalsWaiting, float64(f.StatementsWaitingCount))
	out <- gauge(withdrawalsOldest, sinceSeconds(f.StatementsWaitingSince, now))
	showFunds(out, f, now)
}

// sinceSeconds is 0 for nothing, and never below: the ledger's clock may be ahead of ours.
func sinceSeconds(since *time.Time, now time.Time) float64 {
	if since == nil {
		return 0
	}
	return max(0, now.Sub(*since).Seconds())
}

// everyStatus adds the statuses nothing is in: a series that comes and goes cannot be alerted on.
func everyStatus(known []ledger.StatusFigure) []ledger.StatusFigure {
	byStatus := map[refund.Status]ledger.StatusFigure{}
	for _, w := range known {
		byStatus[w.Status] = w
	}
	all := make([]ledger.StatusFigure, 0, len(refund.Statuses()))
	for _, status := range refund.Statuses() {
		w := byStatus[status]
		w.Status = status
		all = append(all, w)
	}
	return all
}

// ageSeconds is 0 where nothing waits, and never below: the ledger's clock may be ahead of ours.
func ageSeconds(w ledger.StatusFigure, now time.Time) float64 {
	if w.Count == 0 || w.Oldest.After(now) {
		return 0
	}
	return now.Sub(w.Oldest).Seconds()
}
