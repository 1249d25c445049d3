package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/webhook"
	"github.com/makegood/makegood/simulator"
)

// lines are the connections that the settings switch on, apart from the ledger. reached is Temporal's client, or why
// there is none.
func lines(s config.Settings, reached client.Client, away error) []doctor.Line {
	all := []doctor.Line{
		{Name: "Temporal", Code: doctor.CodeTemporalWrong, Severity: doctor.SeverityWrong,
			Problems: func(ctx context.Context) []string { return temporalProblems(ctx, s.Temporal, reached, away) }},
		{Name: "Kafka", Code: doctor.CodeKafkaWrong, Severity: doctor.SeverityLate,
			Problems: func(ctx context.Context) []string { return kafkaProblems(ctx, s.Kafka) }},
		{Name: "simulator", Code: doctor.CodeProviderWrong, Severity: doctor.SeverityWrong,
			Problems: func(ctx context.Context) []string { return simulatorProblems(ctx, s.Simulator) }},
	}
	for _, row := range providerRows() {
		if row.configured(s) {
			all = append(all, doctor.Line{Name: row.name, Code: doctor.CodeProviderWrong, Severity: doctor.SeverityWrong,
				Problems: func(ctx context.Context) []string { return row.problems(ctx, s) }})
		}
	}
	if s.SMTP.Host != "" {
		all = append(all, doctor.Line{Name: "mail server", Code: doctor.CodeSMTPWrong, Severity: doctor.SeverityLate,
			Problems: func(ctx context.Context) []string { return smtpProblems(ctx, s) }})
	}
	for _, hook := range []struct {
		name, setting, code string
		to                  config.Webhook
	}{{messaging.ChannelSMS, "SMS", doctor.CodeSMSWrong, s.SMS}, {messaging.ChannelPush, "PUSH", doctor.CodePushWrong, s.Push}} {
		if hook.to.URL != "" {
			all = append(all, doctor.Line{Name: hook.name + " webhook", Code: hook.code, Severity: doctor.SeverityLate,
				Problems: func(ctx context.Context) []string { return hookProblems(ctx, hook.name, hook.setting, hook.to) }})
		}
	}
	return all
}

// problem is the one sentence about a line that cannot be used.
func problem(what, setting string, err error) []string {
	return []string{fmt.Sprintf("%s cannot be reached: look at %s%s: %v", what, config.Prefix, setting, err)}
}

func temporalProblems(ctx context.Context, t config.Temporal, c client.Client, away error) []string {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	if away == nil {
		_, away = c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: t.Namespace})
		away = temporalSettings(t).Explain(away)
	}
	if away == nil {
		return nil
	}
	return []string{"Temporal cannot be used: " + away.Error()}
}

func simulatorProblems(ctx context.Context, s config.Simulator) []string {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	if err := simulator.Reach(ctx, s.URL); err != nil {
		return problem("the simulator", "SIMULATOR_URL", err)
	}
	return nil
}

func smtpProblems(ctx context.Context, s config.Settings) []string {
	ctx, cancel := context.WithTimeout(ctx, 2*reachTimeout)
	defer cancel()
	server, err := mailServer(s, neverSent{}, time.Now)
	if err == nil {
		err = server.Reach(ctx)
	}
	if err != nil {
		return problem("the mail server", "SMTP_"+smtpSetting(err), err)
	}
	return nil
}

func hookProblems(ctx context.Context, channel, setting string, to config.Webhook) []string {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	of := hookConfig(channel, to)
	of.Once = neverSent{}
	hook, err := webhook.New(of)
	if err == nil {
		err = hook.Reach(ctx)
	}
	if err != nil {
		return problem("the receiver of "+channel+" messages", setting+"_"+hookSetting(err), err)
	}
	return nil
}

// hookSetting is the setting of a webhook that an error points at.
func hookSetting(err error) string {
	switch {
	case saysSecret(err):
		return "SECRET_FILE or SECRET"
	case line.FaultOf(err) == line.FaultAuthority, saysAuthorities(err):
		return "TLS_AUTHORITY_FILE"
	}
	return "URL"
}

// smtpSetting is the setting of the mail server that an error points at.
func smtpSetting(err error) string {
	fault := line.FaultOf(err)
	switch {
	case saysSecret(err):
		return "PASSWORD_FILE or PASSWORD"
	case fault == line.FaultAuthority, saysAuthorities(err):
		return "TLS_AUTHORITY_FILE"
	case strings.Contains(err.Error(), "the server answered 5"), strings.Contains(err.Error(), "AUTH"):
		return "USER and its password"
	case fault == line.FaultNoTLS, strings.Contains(err.Error(), "STARTTLS"):
		return "TLS"
	case fault == line.FaultName:
		return "HOST, which the server's certificate does not name"
	}
	return "HOST and PORT"
}

// saysSecret and saysAuthorities: a file or a value is no good, as internal/secret and internal/line say it.
func saysSecret(err error) bool {
	return strings.Contains(err.Error(), "read a secret") || strings.Contains(err.Error(), "the secret has")
}

func saysAuthorities(err error) bool { return strings.Contains(err.Error(), "read authorities") }

// neverSent implements messaging.Once for a channel that sends nothing.
type neverSent struct{}

// Do implements messaging.Once.
func (neverSent) Do(context.Context, messaging.OnceKey, messaging.Send) error { return nil }
