package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/deployment"
)

// MetricsOff is the value of a metrics address that switches the endpoint off.
const MetricsOff = "off"

// topicName is the character set Kafka allows in topics; 200 leaves room for the dead-letter
// topic's ending within Kafka's 249.
var topicName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,200}$`)

// check names what cannot be seen from one value's type alone, one sentence a problem.
func check(s Settings) []string {
	var out problems
	out.temporal(s.Temporal)
	out.filled("DATA_DIR", s.DataDir)
	out.brokers(s.Kafka.Brokers)
	out.kafkaSecurity(s.Kafka)
	out.codec(s.Codec)
	out.webhooks(s.Webhooks)
	out.api(s.API)
	out.desk(s)
	out.factTopics(s)
	out.reconcile(s)
	s.Retention.check(&out)
	out.endpoints(s.Endpoints)
	out.shops(s.Shops)
	out.pages(s)
	out.agents(s.Agents)
	out.topic("KAFKA_CANCELLED_TOPIC", s.Kafka.CancelledTopic)
	out.topic("KAFKA_STATUS_TOPIC", s.Kafka.StatusTopic)
	out.topic("KAFKA_GROUP", s.Kafka.Group)
	out.url("SIMULATOR_URL", s.Simulator.URL)
	if s.Simulator.CallTimeout <= 0 {
		out.add("SIMULATOR_CALL_TIMEOUT", s.Simulator.CallTimeout.String(), "must be longer than nothing")
	}
	out.metrics("WORKER_METRICS_ADDRESS", s.Worker.MetricsAddress)
	out.version(s.Worker)
	out.metrics("STARTER_METRICS_ADDRESS", s.Starter.MetricsAddress)
	if s.Starter.BacklogMax < 0 {
		out.add("STARTER_BACKLOG_MAX", strconv.FormatInt(s.Starter.BacklogMax, 10), "must not be negative")
	}
	if s.Starter.BacklogAgeMax < 0 {
		out.add("STARTER_BACKLOG_AGE_MAX", s.Starter.BacklogAgeMax.String(), "must not be negative")
	}
	s.Fairness.check(&out)
	out.oneOf("LOG_LEVEL", s.Log.Level, []string{"debug", "info", "warn", "error"})
	out.oneOf("LOG_FORMAT", s.Log.Format, []string{"console", "json"})
	if s.LedgerURL != "" && !strings.HasPrefix(s.LedgerURL, "postgres://") && !strings.HasPrefix(s.LedgerURL, "postgresql://") {
		out.add("LEDGER_URL", "(not shown)", "must begin with postgres://")
	}
	out.secrets(s)
	out.identity(s.Identity)
	out.remote(s.Remote)
	out.drain(s)
	out.providers(s.Providers)
	out.channels(s)
	out.apart(s)
	return out
}

// version checks the worker's version where it is configured.
func (p *problems) version(w Worker) {
	if w.Deployment != "" {
		p.wrong("WORKER_DEPLOYMENT", w.Deployment, deployment.CheckName(w.Deployment))
	}
	if w.BuildID != "" {
		p.wrong("WORKER_BUILD_ID", w.BuildID, deployment.CheckBuildID(w.BuildID))
	}
	if w.BuildID != "" && w.Deployment == "" {
		p.add("WORKER_BUILD_ID", w.BuildID, "names a build of no deployment: set "+Prefix+"WORKER_DEPLOYMENT too")
	}
}

type problems []string

func (p *problems) add(name, value, rule string) {
	*p = append(*p, fmt.Sprintf("%s%s=%q: %s", Prefix, name, value, rule))
}

func (p *problems) wrong(name, value string, err error) {
	if err != nil {
		p.add(name, value, err.Error())
	}
}

func (p *problems) filled(name, value string) {
	if value == "" {
		p.add(name, value, "must not be empty")
	}
}

func (p *problems) address(name, value string) {
	if !isAddress(value) {
		p.add(name, value, "must be host:port")
	}
}

func isAddress(value string) bool {
	_, port, err := net.SplitHostPort(value)
	number, numberErr := strconv.Atoi(port)
	return err == nil && numberErr == nil && number >= 1 && number <= 65535
}

func (p *problems) brokers(values []string) {
	if len(values) == 0 {
		p.add("KAFKA_BROKERS", "", "must name at least one broker")
	}
	for _, value := range values {
		p.address("KAFKA_BROKERS", value)
	}
}

func (p *problems) metrics(name, value string) {
	if value != MetricsOff {
		p.address(name, value)
	}
}

func (p *problems) url(name, value string) {
	u, err := url.Parse(value)
	shown := value
	if strings.Contains(value, "@") {
		shown = "(not shown)"
	}
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		p.add(name, shown, "must be an http:// or https:// address")
	case u.User != nil: // the address is shown elsewhere: in errors, and as a link
		p.add(name, shown, "must hold no user and no password")
	}
}

func (p *problems) topic(name, value string) {
	if !topicName.MatchString(value) {
		p.add(name, value, "must be 1 to 200 of letters, digits, '.', '_', '-'")
	}
}

func (p *problems) oneOf(name, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		p.add(name, value, fmt.Sprintf("must be one of %v", allowed))
	}
}

// channels checks the ways to the customer that are switched on.
func (p *problems) channels(s Settings) {
	if s.Kafka.InAppTopic != "" {
		p.topic("KAFKA_IN_APP_TOPIC", s.Kafka.InAppTopic)
	}
	if s.SMTP.Host != "" && (s.SMTP.Port < 1 || s.SMTP.Port > 65535) {
		p.add("SMTP_PORT", strconv.Itoa(s.SMTP.Port), "must be a port")
	}
	p.oneOf("SMTP_TLS", s.SMTP.TLS, []string{"mandatory", "opportunistic", "implicit", "none"})
	for name, hook := range map[string]Webhook{"SMS": s.SMS, "PUSH": s.Push} {
		if hook.URL != "" {
			p.webhook(name, hook)
		}
	}
	if s.Offer.LinkURL != "" {
		p.url("OFFER_LINK_URL", s.Offer.LinkURL)
		p.secret("OFFER_LINK_SECRET", s.Offer.LinkSecret, s.Offer.LinkSecretFile)
	}
}

// apart refuses settings that are right each for itself and wrong together.
func (p *problems) apart(s Settings) {
	if s.Kafka.CancelledTopic == s.Kafka.StatusTopic {
		p.add("KAFKA_STATUS_TOPIC", s.Kafka.StatusTopic, "must differ from the topic of cancellations")
	}
	if s.Worker.MetricsAddress == s.Starter.MetricsAddress && s.Worker.MetricsAddress != MetricsOff {
		p.add("STARTER_METRICS_ADDRESS", s.Starter.MetricsAddress, "must differ from the worker's")
	}
}
