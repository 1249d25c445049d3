package app

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// endpointBehindAfter is how long an event may wait for an endpoint before that is said.
const endpointBehindAfter = time.Hour

// endpointLines look at the endpoints that are told by webhook: their file and secrets, and how the ledger says that
// each stands. Of an endpoint that is not in the file any more it is said alone what still waits for it.
func endpointLines(s config.Settings, books ledger.HookReader, now func() time.Time) []doctor.Line {
	if s.Endpoints.File == "" {
		return nil
	}
	those := func(inFile bool, wrong func(refund.HookEndpoint) string) func(context.Context) []string {
		return func(ctx context.Context) []string { return endpointProblems(ctx, s, books, inFile, wrong) }
	}
	each := func(wrong func(refund.HookEndpoint) string) func(context.Context) []string { return those(true, wrong) }
	return []doctor.Line{
		{Name: "endpoints", Code: doctor.CodeEndpointsWrong, Severity: doctor.SeverityLate, Problems: func(ctx context.Context) []string { return endpointsFile(ctx, s) }},
		{Name: "endpoints' switches", Code: doctor.CodeEndpointOff, Severity: doctor.SeverityLate, Problems: each(func(e refund.HookEndpoint) string {
			if !e.Off {
				return ""
			}
			return fmt.Sprintf("endpoint %s is off, by %s: %s; %d events wait: makegood webhooks on %s", e.Name, e.ChangedBy, e.Reason, e.WaitingCount, e.Name)
		})},
		{Name: "endpoints' events", Code: doctor.CodeEndpointBehind, Severity: doctor.SeverityLate, Problems: each(func(e refund.HookEndpoint) string {
			if e.Off || e.WaitingSince == nil || now().Sub(*e.WaitingSince) < endpointBehindAfter {
				return ""
			}
			return fmt.Sprintf("endpoint %s is behind: %d events wait, the oldest since %s: %s", e.Name, e.WaitingCount, e.WaitingSince.Format(time.RFC3339), e.Problem)
		})},
		{Name: "endpoints' lost events", Code: doctor.CodeEventsGivenUp, Severity: doctor.SeverityLate, Problems: each(func(e refund.HookEndpoint) string {
			if e.GivenUpCount == 0 {
				return ""
			}
			return fmt.Sprintf("endpoint %s was not told %d events, which nobody tries any more: makegood webhooks list --endpoint %s --state GivenUp", e.Name, e.GivenUpCount, e.Name)
		})},
		{Name: "endpoints that left the file", Code: doctor.CodeEndpointLeft, Severity: doctor.SeverityLate, Problems: those(false, func(e refund.HookEndpoint) string {
			if e.WaitingCount == 0 {
				return ""
			}
			return fmt.Sprintf("endpoint %s is not in the file any more; %d events wait for it, and are forgotten %s after they were kept", e.Name, e.WaitingCount, s.Endpoints.KeepFor)
		})},
	}
}

// endpointsFile says what is wrong with the file, or with a secret that it names.
func endpointsFile(ctx context.Context, s config.Settings) (problems []string) {
	all, err := Endpoints(ctx, s.Endpoints.File)
	if err != nil {
		return []string{fmt.Sprintf("nobody is told by webhook as the file says: look at %sENDPOINTS_FILE: %v", config.Prefix, err)}
	}
	for _, one := range all {
		if err := one.CheckSecrets(); err != nil {
			problems = append(problems, fmt.Sprintf("endpoint %s cannot be told: look at its secret_file: %v", one.Name, err))
		}
	}
	return problems
}

// endpointProblems says what is wrong with the endpoints of the file, or with those that are not in it, as they stand in
// the ledger.
func endpointProblems(ctx context.Context, s config.Settings, books ledger.HookReader, inFile bool, wrong func(refund.HookEndpoint) string) (problems []string) {
	all, err := Endpoints(ctx, s.Endpoints.File)
	if err != nil {
		return nil // it was said by the line of the file
	}
	stand, err := books.HookEndpoints(ctx)
	if err != nil {
		return []string{"how the endpoints stand cannot be read: " + err.Error()}
	}
	known := map[string]bool{}
	for _, one := range all {
		known[one.Name] = true
	}
	for _, one := range stand {
		if problem := wrong(one); known[one.Name] == inFile && problem != "" {
			problems = append(problems, problem)
		}
	}
	return problems
}
