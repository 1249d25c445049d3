package starter

import (
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

func (in *intake) options(i intent) client.StartWorkflowOptions {
	return startOptions(i, in.config.TaskQueue, in.config.Now())
}

// startOptions make a second start of the same refund an error that is seen: never a second run, and
// never a silent success.
func startOptions(i intent, taskQueue string, now time.Time) client.StartWorkflowOptions {
	c := i.request.Cancellation
	return client.StartWorkflowOptions{
		ID:                                       string(c.ID()),
		TaskQueue:                                taskQueue,
		WorkflowIDReusePolicy:                    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy:                 enums.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		Memo:                                     map[string]any{refund.MemoDigest: i.request.Digest, refund.MemoPlace: i.place},
		Priority:                                 taskPriority(c, now),
		TypedSearchAttributes:                    attributes(c),
		StaticSummary:                            summary(c),
		StaticDetails:                            details(c),
	}
}

// attributes are what is known of a refund before it is assessed: no personal data, and of a reason
// only the vocabulary's own words.
func attributes(c refund.Cancellation) temporal.SearchAttributes {
	return temporal.NewSearchAttributes(
		temporal.NewSearchAttributeKeyKeyword(refund.AttributeStatus).ValueSet(string(refund.StatusReceived)),
		temporal.NewSearchAttributeKeyKeyword(refund.AttributeReason).ValueSet(string(c.Reason.Known())),
		temporal.NewSearchAttributeKeyKeyword(refund.AttributeMerchant).ValueSet(string(c.Merchant)),
		temporal.NewSearchAttributeKeyKeyword(refund.AttributeCurrency).ValueSet(string(c.Order.Currency)),
		temporal.NewSearchAttributeKeyBool(refund.AttributeNeedsHuman).ValueSet(false),
	)
}

// summary is the one line operations see in a list, in Markdown. The refund's own amount is not known yet.
func summary(c refund.Cancellation) string {
	return string(foreign.MDf("Order %s · %s · captured %s", c.Key.Order, foreign.MD(c.Reason.Known()), foreign.MD(refund.FormatAmount(captured(c.Order), c.Order.Currency))))
}

// linesShownMax keeps the details readable, and within Temporal's limit.
const linesShownMax = 20

func details(c refund.Cancellation) string {
	var page foreign.Markdown
	page.Printf("Merchant %s, order %s, request %s, asked for by %s.\n\n", c.Merchant, c.Key.Order, c.Request, foreign.MD(strings.ToLower(string(c.Initiator))))
	if c.Scope == refund.ScopeWholeOrder {
		page.Printf("Cancelled: all that is left of the order (%d lines).\n", len(c.Order.Lines))
		return page.String()
	}
	page.Printf("Cancelled:\n\n")
	for _, l := range c.CancelledLines[:min(len(c.CancelledLines), linesShownMax)] {
		page.Printf("- %d of line %s\n", l.Quantity, l.LineID)
	}
	if more := len(c.CancelledLines) - linesShownMax; more > 0 {
		page.Printf("- and %d lines more\n", more)
	}
	return page.String()
}

// captured sums what was captured; validation has seen that it fits.
func captured(o refund.Order) int64 {
	var sum int64
	for _, p := range o.Payments {
		sum += p.CapturedMinor
	}
	return sum
}
