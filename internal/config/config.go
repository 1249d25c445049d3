// Package config reads makegood's settings from the environment (MAKEGOOD_*). The defaults are
// the demo's fixed addresses on this machine, so that every command works beside `make demo`
// without any setting. Data lies in one absolute place, whichever folder a command is started from.
//
// On the path: the command line reads the settings once and checks them here; package app wires the
// parts with them. All problems are named at once.
package config

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Prefix starts the name of every setting.
const Prefix = "MAKEGOOD_"

// Settings are all settings, complete and checked.
type Settings struct {
	DataDir string `env:"DATA_DIR" doc:"folder of everything kept on disk; empty: .makegood of the checkout the program was built in, else $XDG_DATA_HOME/makegood or ~/.local/share/makegood"`

	Temporal   Temporal   `envPrefix:"TEMPORAL_"`
	Kafka      Kafka      `envPrefix:"KAFKA_"`
	Simulator  Simulator  `envPrefix:"SIMULATOR_"`
	Worker     Worker     `envPrefix:"WORKER_"`
	Starter    Starter    `envPrefix:"STARTER_"`
	Fairness   Fairness   `envPrefix:"FAIRNESS_"`
	Drain      Drain      `envPrefix:"WORKER_"`
	Log        Log        `envPrefix:"LOG_"`
	Codec      Codec      `envPrefix:"CODEC_"`
	Webhooks   Webhooks   `envPrefix:"WEBHOOKS_"`
	API        API        `envPrefix:"API_"`
	TwoPeople  TwoPeople  `envPrefix:"TWO_PEOPLE_"`
	Desk       Desk       `envPrefix:"DESK_"`
	PageServer PageServer `envPrefix:"PAGES_"`

	FactTopics FactTopics `envPrefix:"KAFKA_"`
	Reconcile  Reconcile  `envPrefix:"RECONCILE_"`
	Retention  Retention  `envPrefix:"RETENTION_"`
	Endpoints  Endpoints  `envPrefix:"ENDPOINTS_"`

	LedgerPath string `env:"LEDGER_PATH" doc:"the ledger's SQLite file; empty: ledger.db in the data folder"`
	// LedgerURL picks the engine; it may hold a password.
	LedgerURL  string     `env:"LEDGER_URL" secret:"part" doc:"the ledger's PostgreSQL database, postgres://user@host/database?sslmode=verify-full, with sslrootcert, sslcert and sslkey as PostgreSQL has them; empty: the SQLite file of LEDGER_PATH"`
	LedgerLine LedgerLine `envPrefix:"LEDGER_"`
	OutboxDir  string     `env:"OUTBOX_DIR" doc:"where customer messages are written as .eml; empty: outbox in the data folder"`
	MailFrom   string     `env:"MAIL_FROM" envDefault:"Refunds <refunds@example.com>" doc:"the sender of customer messages"`
	PolicyFile string     `env:"POLICY_FILE" doc:"the policy: a file, or a folder of versions (*.yaml), watched and reloaded; empty: the policy that ships with makegood"`
	RiskFile   string     `env:"RISK_FILE" doc:"the risk rules, watched and reloaded; empty: those that ship with makegood"`
	// ReviewersFile is who may decide.
	ReviewersFile string `env:"REVIEWERS_FILE" doc:"who may decide (reviewers.yaml), watched and reloaded; empty: the sample that ships with makegood"`

	SMTP  SMTP    `envPrefix:"SMTP_"`
	SMS   Webhook `envPrefix:"SMS_"`
	Push  Webhook `envPrefix:"PUSH_"`
	Offer Offer   `envPrefix:"OFFER_"`
	Pages Pages   `envPrefix:"PAGES_"`
	Shops Shops   `envPrefix:"SHOPS_"`

	Privacy Privacy `envPrefix:"PRIVACY_"`
	Agents  Agents  `envPrefix:"API_"`

	Identity Identity `envPrefix:"IDENTITY_"`
	Remote   Remote   `envPrefix:"API_"`

	Providers Providers `envPrefix:""`

	// Unknown names variables with the prefix that are no setting: perhaps misspelt.
	Unknown []string
}

// Kafka says where events come from and status records go to.
type Kafka struct {
	Brokers        []string `env:"BROKERS" envDefault:"127.0.0.1:9092" doc:"brokers, host:port, separated by commas"`
	CancelledTopic string   `env:"CANCELLED_TOPIC" envDefault:"orders.order-cancelled.v1" doc:"cancellation events in"`
	StatusTopic    string   `env:"STATUS_TOPIC" envDefault:"refunds.refund-status.v1" doc:"status records out"`
	InAppTopic     string   `env:"IN_APP_TOPIC" doc:"customer messages for the shop's own app out, such as refunds.customer-message.v1; empty: none"`
	Group          string   `env:"GROUP" envDefault:"makegood" doc:"the starter's consumer group; part of the dead-letter topic's name"`

	SecurityProtocol string `env:"SECURITY_PROTOCOL" envDefault:"PLAINTEXT" doc:"how brokers are reached, by Kafka's own names: PLAINTEXT, SSL, SASL_SSL or SASL_PLAINTEXT (SCRAM only)"`
	TLSAuthorityFile string `env:"TLS_AUTHORITY_FILE" doc:"the authorities that brokers' certificates are held against (PEM); empty: the system's"`
	TLSServerName    string `env:"TLS_SERVER_NAME" doc:"the name in brokers' certificates; empty: the host that is connected to"`
	TLSCertFile      string `env:"TLS_CERT_FILE" doc:"our certificate (PEM), where brokers demand one; read again for each connection"`
	TLSKeyFile       string `env:"TLS_KEY_FILE" doc:"its key (PEM)"`
	SASLMechanism    string `env:"SASL_MECHANISM" envDefault:"SCRAM-SHA-512" doc:"PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"`
	SASLUser         string `env:"SASL_USER" doc:"who signs in"`
	SASLPassword     string `env:"SASL_PASSWORD" secret:"whole" doc:"that user's password; it is never shown"`
	SASLPasswordFile string `env:"SASL_PASSWORD_FILE" doc:"or the file it lies in, read again for each connection, so that a new one needs no restart"`
}

// The values of KAFKA_SECURITY_PROTOCOL.
const (
	KafkaPlaintext     = "PLAINTEXT"
	KafkaTLS           = "SSL"
	KafkaSASLTLS       = "SASL_SSL"
	KafkaSASLPlaintext = "SASL_PLAINTEXT"
)

// Encrypted reports whether brokers are reached over TLS.
func (k Kafka) Encrypted() bool {
	return k.SecurityProtocol == KafkaTLS || k.SecurityProtocol == KafkaSASLTLS
}

// SignsIn reports whether a user signs in to brokers.
func (k Kafka) SignsIn() bool {
	return k.SecurityProtocol == KafkaSASLTLS || k.SecurityProtocol == KafkaSASLPlaintext
}

// DeadLetterTopic is where the starter puts what it cannot read: <topic>.<group>.dlq.
func (k Kafka) DeadLetterTopic() string { return k.CancelledTopic + "." + k.Group + ".dlq" }

// Simulator says where the pretend provider listens.
type Simulator struct {
	URL         string        `env:"URL" envDefault:"http://127.0.0.1:8099" doc:"the simulator"`
	CallTimeout time.Duration `env:"CALL_TIMEOUT" envDefault:"5s" doc:"the longest wait for one answer of the simulator"`
}

// Worker has what only the worker needs.
type Worker struct {
	MetricsAddress string `env:"METRICS_ADDRESS" envDefault:"127.0.0.1:9464" doc:"where the worker answers /metrics, /readyz and /livez; off: nowhere"`
	// Deployment and BuildID switch worker deployment versioning on.
	Deployment string `env:"DEPLOYMENT" doc:"the worker deployment's name, such as refunds: each refund ends on the build that began it, and new ones start on the build that makegood deployment set-current names; empty: unversioned"`
	BuildID    string `env:"BUILD_ID" doc:"this build's name in that deployment; empty: the version that makegood version says"`
}

// Starter has what only the starter needs.
type Starter struct {
	MetricsAddress string `env:"METRICS_ADDRESS" envDefault:"127.0.0.1:9465" doc:"where the starter answers /metrics, /readyz and /livez; off: nowhere"`
	// BacklogMax: at 50 refunds a second half of the default is two seconds' work: as old as the brake's
	// figure of the backlog is where the server tells it anew every second (ops/temporal).
	BacklogMax    int64         `env:"BACKLOG_MAX" envDefault:"200" doc:"events wait in Kafka while more workflow tasks than this wait for a worker, until half of them are left; 0: they never wait"`
	BacklogAgeMax time.Duration `env:"BACKLOG_AGE_MAX" envDefault:"30s" doc:"or while more than a tenth as many do, and the oldest has for longer than this; 0s: however old"`
}

// SMTP says through which server e-mail goes; without a host it is written to the outbox.
type SMTP struct {
	Host     string `env:"HOST" doc:"the mail server; empty: messages are written to the outbox instead"`
	Port     int    `env:"PORT" envDefault:"587" doc:"its port"`
	User     string `env:"USER" doc:"the mail server's user; empty: none"`
	Password string `env:"PASSWORD" secret:"whole" doc:"that user's password; it is never shown"`
	// PasswordFile is the other way to say it.
	PasswordFile     string `env:"PASSWORD_FILE" doc:"or the file it lies in, read again for each mail"`
	TLS              string `env:"TLS" envDefault:"mandatory" doc:"mandatory, opportunistic, implicit or none"`
	TLSAuthorityFile string `env:"TLS_AUTHORITY_FILE" doc:"the authorities that the mail server's certificate is held against (PEM), read again for each mail; empty: the system's"`
}

// Webhook says where messages of one kind are posted to, and what signs them; empty: nowhere.
type Webhook struct {
	URL              string `env:"URL" secret:"part" doc:"where such messages are posted to; empty: nowhere"`
	Secret           string `env:"SECRET" secret:"whole" doc:"what signs them by Standard Webhooks: whsec_ and 24 to 64 random bytes in base64; it is never shown"`
	SecretFile       string `env:"SECRET_FILE" doc:"or the file it lies in, read again for each message; of several lines each signs"`
	TLSAuthorityFile string `env:"TLS_AUTHORITY_FILE" doc:"the authorities that the receiver's certificate is held against (PEM), read again for each connection; empty: the system's"`
}

// Offer says where customers answer offers.
type Offer struct {
	LinkURL    string `env:"LINK_URL" doc:"the shop's page on which a customer answers an offer; the signed token is added; empty: messages have no link"`
	LinkSecret string `env:"LINK_SECRET" secret:"whole" doc:"what signs those links; at least 32 bytes; it is never shown"`
	// LinkSecretFile is the other way to say it.
	LinkSecretFile string `env:"LINK_SECRET_FILE" doc:"or the file it lies in, read again for each link; of several lines the first signs, and links of all are taken"`
	SurveyURL      string `env:"SURVEY_URL" doc:"the shop's page for asking how it went; empty: the message asks in words"`
}

// Log says what is logged, and how.
type Log struct {
	Level  string `env:"LEVEL" envDefault:"info" doc:"debug, info, warn or error"`
	Format string `env:"FORMAT" envDefault:"console" doc:"console or json"`
}

// Load reads the settings from variables (name to value, as os.Environ has them) and returns
// every problem in one error.
func Load(variables map[string]string) (Settings, error) {
	s, parse := env.ParseAsWithOptions[Settings](env.Options{Environment: variables, Prefix: Prefix})
	placed := s.fillPaths(variables)
	temporal := s.fillTemporal(variables)
	s.Unknown = unknown(variables)
	problems := slices.Concat(parseProblems(parse), parseProblems(placed), temporal, check(s))
	if len(problems) > 0 {
		return Settings{}, fmt.Errorf("config: %d wrong:\n  %s", len(problems), strings.Join(problems, "\n  "))
	}
	return s, nil
}

// FromEnviron turns os.Environ's lines into Load's variables.
func FromEnviron(lines []string) map[string]string { return env.ToMap(lines) }

// fillPaths names every place in full.
func (s *Settings) fillPaths(variables map[string]string) error {
	if s.DataDir == "" {
		s.DataDir = dataDir(variables)
	}
	if s.LedgerPath == "" && s.DataDir != "" {
		s.LedgerPath = filepath.Join(s.DataDir, "ledger.db")
	}
	if s.Pages.EvidenceDir == "" && s.DataDir != "" {
		s.Pages.EvidenceDir = filepath.Join(s.DataDir, "evidence")
	}
	if s.OutboxDir == "" && s.DataDir != "" {
		s.OutboxDir = filepath.Join(s.DataDir, "outbox")
	}
	return s.absolute()
}

func parseProblems(err error) []string {
	if err == nil {
		return nil
	}
	var all env.AggregateError
	if !errors.As(err, &all) {
		return []string{err.Error()}
	}
	out := make([]string, 0, len(all.Errors))
	for _, one := range all.Errors {
		out = append(out, named(one))
	}
	return out
}

// named replaces the field's name, which the user never sees, by the variable's.
func named(err error) string {
	var wrong env.ParseError
	if !errors.As(err, &wrong) {
		return err.Error()
	}
	for _, row := range Table() {
		if row.field == wrong.Name {
			return fmt.Sprintf("%s: %v", row.Name, wrong.Err)
		}
	}
	return err.Error()
}

func unknown(variables map[string]string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		known := slices.ContainsFunc(Table(), func(r Row) bool { return r.Name == name })
		if strings.HasPrefix(name, Prefix) && !known {
			out = append(out, name)
		}
	}
	return out
}
