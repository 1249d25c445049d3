package doctor

import (
	"context"
	"errors"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Codes of the lines to the outside, each for one line that does not work as the settings say.
const (
	// CodeTemporalWrong: Temporal cannot be reached as the settings say, or does not know the namespace.
	CodeTemporalWrong = "TEMPORAL_WRONG"
	// CodeKafkaWrong: Kafka cannot be reached as the settings say, or its topics are set up wrong.
	CodeKafkaWrong = "KAFKA_WRONG"
	// CodeSMTPWrong, CodeSMSWrong, CodePushWrong: messages cannot leave that way.
	CodeSMTPWrong = "SMTP_WRONG"
	CodeSMSWrong  = "SMS_WRONG"
	CodePushWrong = "PUSH_WRONG"
	// CodeProviderWrong: the payment provider cannot be reached.
	CodeProviderWrong = "PROVIDER_WRONG"
	// CodeFactsWait: a topic of facts is not there, cannot be read, or is not read. CodeWebhooksWrong: notifications of
	// providers cannot be taken as the settings say.
	CodeFactsWait     = "FACTS_WAIT"
	CodeWebhooksWrong = "WEBHOOKS_WRONG"
	// CodeAPIWrong: the API does not answer as the settings say, or is not ready.
	CodeAPIWrong = "API_WRONG"
	// CodeDeskWrong: the desk does not answer as the settings say, or is not ready.
	CodeDeskWrong = "DESK_WRONG"
	// CodeQueueWithoutWorker: payouts wait on a provider's own task queue that no worker polls.
	CodeQueueWithoutWorker = "QUEUE_WITHOUT_WORKER"
	// CodePolicyUnconfirmed: workers go by another policy than the settings name, until two people have confirmed it.
	CodePolicyUnconfirmed = "POLICY_UNCONFIRMED"
	// CodeReconcileLate: an account was not held against its provider's list for too long.
	CodeReconcileLate = "RECONCILE_LATE"
)

// Line is a connection to the outside, and what looks whether it works.
type Line struct {
	// Name is for people.
	Name string
	// Code and Severity are those of what is found wrong with it.
	Code     string
	Severity Severity
	// Problems says in sentences what is wrong, with the setting to look at; none: it works.
	Problems func(ctx context.Context) []string
	// Look is Problems with a note in words of how it stands; where it is set, Problems is not asked.
	Look func(ctx context.Context) (problems []string, note string)
}

func (l Line) look(ctx context.Context) (problems []string, note string) {
	if l.Look != nil {
		return l.Look(ctx)
	}
	return l.Problems(ctx), ""
}

// LineState is what became of looking at a line.
type LineState struct {
	Name string `json:"line"`
	// Code is that of the findings about it; empty: it works.
	Code string `json:"code,omitempty"`
	// Note says how it stands.
	Note string `json:"note,omitempty"`
}

// ExamineLines looks at the lines alone, because the ledger cannot be opened; cause is why.
func ExamineLines(ctx context.Context, p Patient, cause error) (Report, error) {
	if cause == nil {
		return Report{}, errors.New("doctor: the ledger can be opened: examine it whole")
	}
	r := Report{Findings: []Finding{}, Skipped: []string{}}
	r.ledgerLine(fmt.Errorf("the ledger cannot be opened: %w", cause))
	r.lines(ctx, p)
	r.skip("the books: the ledger cannot be opened")
	return r, nil
}

// ledgerLine keeps what became of the line to the ledger.
func (r *Report) ledgerLine(problem error) {
	state := LineState{Name: "ledger"}
	if problem != nil {
		state.Code = CodeLedgerAway
		r.add(SeverityWrong, ledger.Finding{Code: CodeLedgerAway, Detail: withPage(problem.Error(), CodeLedgerAway)})
	}
	r.Lines = append(r.Lines, state)
}

// lines looks at every line.
func (r *Report) lines(ctx context.Context, p Patient) {
	for _, line := range p.Lines {
		problems, note := line.look(ctx)
		state := LineState{Name: line.Name, Note: note}
		for _, problem := range problems {
			state.Code = line.Code
			r.add(line.Severity, ledger.Finding{Code: line.Code, Detail: withPage(problem, line.Code)})
		}
		r.Lines = append(r.Lines, state)
	}
}

// withPage adds the runbook to read.
func withPage(detail, code string) string {
	return detail + " (" + refund.RunbookFolder + refund.Runbook(refund.Code(code)) + ")"
}
