package temporal

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"

	"github.com/makegood/makegood/refund"
)

//go:generate go run ./internal/genviews -out ../../docs/saved-views.md

// View is a list filter worth saving in the Temporal UI.
type View struct {
	// Name is what to save it as.
	Name string
	// Query is the filter. A filter knows no "now": one that needs a time has ViewTime in it.
	Query string
	// Meaning says what is listed, and what to do about it.
	Meaning string
}

// ViewTime stands for now in a view's query: a time that parses, to be replaced by hand.
const ViewTime = "2026-11-21T00:00:00Z"

// At is the query with now in the place of ViewTime.
func (v View) At(now time.Time) string {
	return strings.ReplaceAll(v.Query, ViewTime, now.UTC().Format(time.RFC3339))
}

// Views lists the filters, what is worked on most first. Amounts are minor units.
func Views() []View {
	return append(waitingViews(), lookingViews()...)
}

// open selects the refunds whose story is not over.
func open(and string, values ...any) string {
	return fmt.Sprintf("WorkflowType = '%s' AND ExecutionStatus = '%s' AND ", refund.WorkflowName,
		enums.WORKFLOW_EXECUTION_STATUS_RUNNING) + fmt.Sprintf(and, values...)
}

// waitingViews show the refunds that a person has to act on.
func waitingViews() []View {
	return []View{
		{"Waits for a person", open("%s = true", refund.AttributeNeedsHuman),
			"Everything that goes on only when somebody acts. The details of each say who, and how."},
		{"Waits, and is overdue", open("%s = true AND %s < '%s'", refund.AttributeNeedsHuman, refund.AttributeReviewDueAt, ViewTime),
			"Reviews past their due time. Put the time of now in; `makegood waiting` needs no time and sorts by deadline."},
		{"Due, by a review or by law", open("%s < '%s'", refund.AttributeReviewDueAt, ViewTime),
			"Also what nobody is asked for: a payout that the law wanted done. `makegood doctor` lists what is overdue by law."},
		{"Waits for approval", open("%s = '%s'", refund.AttributeStatus, refund.StatusAwaitingApproval),
			"Somebody with the role decides: `makegood decide`."},
		{"Parked for operations", open("%s = '%s'", refund.AttributeStatus, refund.StatusNeedsAttention),
			"A payout could not go on. The details name the cause and its runbook; `makegood resolve` leads on."},
		{"High risk, waiting", open("%s = '%s' AND %s = true", refund.AttributeRiskBand, refund.RiskHigh, refund.AttributeNeedsHuman),
			"Look at these before the others: the score's reasons are in the details."},
		{"Large, waiting", open("%s = 'CNY' AND %s >= 1000000 AND %s = true", refund.AttributeCurrency, refund.AttributeAmountMinor, refund.AttributeNeedsHuman),
			"Ten thousand yuan and more. Amounts compare within one currency only, in its minor units."},
		{"Waits for goods", open("%s IN ('%s', '%s')", refund.AttributeStatus, refund.StatusAwaitingGoods, refund.StatusInspected),
			"The warehouse inspects what comes back: `makegood inspect`."},
		{"Waits for the customer's answer", open("%s = '%s'", refund.AttributeStatus, refund.StatusNeedsInfo),
			"A reviewer asked for something. A timer goes on without the answer."},
	}
}

// lookingViews show the refunds that people look into.
func lookingViews() []View {
	return []View{
		{"Goes on by itself", open("%s = false AND %s = '%s'", refund.AttributeNeedsHuman, refund.AttributeStatus, refund.StatusReceived),
			"Being assessed or paid out; the attribute says more only once a refund waits for somebody or is over. What stays here\nfor hours is an answer the provider owes; it is looked up again by itself."},
		{"May be appealed", open("%s = '%s'", refund.AttributeStatus, refund.StatusRejected),
			"Rejected, and open until the appeal window closes."},
		{"Paid, offer open", open("%s IN ('%s', '%s')", refund.AttributeStatus, refund.StatusRefunded, refund.StatusPartlyRefunded),
			"The money is back; the offer waits for the customer."},
		{"One merchant's", open("%s = 'm-001'", refund.AttributeMerchant),
			"Put the merchant's id in."},
		{"One reason's", open("%s = '%s'", refund.AttributeReason, refund.ReasonDamaged),
			"Put the reason in: many at once of one kind are a story of their own."},
		{"One ledger's", fmt.Sprintf("WorkflowType = '%s' AND %s = 'LEDGER'", refund.WorkflowName, refund.AttributeLedger),
			"Put the id in that `makegood ledger show` says. A task queue's refunds are all kept in one."},
		{"Ended by an operator, or by a bug", fmt.Sprintf("WorkflowType = '%s' AND ExecutionStatus IN ('%s', '%s', '%s')", refund.WorkflowName,
			enums.WORKFLOW_EXECUTION_STATUS_FAILED, enums.WORKFLOW_EXECUTION_STATUS_TERMINATED, enums.WORKFLOW_EXECUTION_STATUS_TIMED_OUT),
			"No refund ends like this by itself. `makegood doctor` finds what was left behind."},
	}
}

// ViewsPage is docs/saved-views.md.
func ViewsPage() string {
	var b strings.Builder
	b.WriteString("<!-- Written by go generate ./internal/temporal. Edit views.go instead. -->\n# Saved views for the Temporal UI\n\n" +
		"Open the list of workflows, choose to edit the query as text, paste one of these and save it under its name. The same\n" +
		"lines work on the command line: `temporal workflow list --query \"...\"`. A list filter knows no \"now\": where a query has\n" +
		"the time `" + ViewTime + "`, put yours. Amounts are in minor units of the refund's currency.\n")
	for _, v := range Views() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n```sql\n%s\n```\n", v.Name, v.Meaning, v.Query)
	}
	return b.String()
}
