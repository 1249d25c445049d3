package config_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/config"
)

func TestWithoutAnyVariableTheSettingsAreTheDemosOwn(t *testing.T) {
	s, err := config.Load(map[string]string{"HOME": "/home/ann"})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{
		s.DataDir, s.Temporal.Address, s.Temporal.Namespace, s.Temporal.TaskQueue, s.Kafka.Brokers[0],
		s.Kafka.CancelledTopic, s.Kafka.StatusTopic, s.Kafka.DeadLetterTopic(), s.Simulator.URL,
		s.LedgerPath, s.OutboxDir, s.PolicyFile, s.Worker.MetricsAddress, s.Starter.MetricsAddress,
	}
	want := []string{
		"/home/ann/.local/share/makegood", "127.0.0.1:7233", "default", "refunds", "127.0.0.1:9092",
		"orders.order-cancelled.v1", "refunds.refund-status.v1", "orders.order-cancelled.v1.makegood.dlq", "http://127.0.0.1:8099",
		"/home/ann/.local/share/makegood/ledger.db", "/home/ann/.local/share/makegood/outbox", "", "127.0.0.1:9464", "127.0.0.1:9465",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if s.Simulator.CallTimeout != 5*time.Second {
		t.Errorf("call timeout %s, want 5s", s.Simulator.CallTimeout)
	}
}

func TestPathsFollowTheDataFolderUnlessNamed(t *testing.T) {
	s, err := config.Load(map[string]string{"MAKEGOOD_DATA_DIR": "/srv/mg", "MAKEGOOD_OUTBOX_DIR": "/var/mail"})
	if err != nil {
		t.Fatal(err)
	}
	if s.LedgerPath != filepath.Join("/srv/mg", "ledger.db") || s.OutboxDir != "/var/mail" {
		t.Errorf("ledger %q, outbox %q", s.LedgerPath, s.OutboxDir)
	}
}

func TestEveryWrongSettingIsNamedAtOnce(t *testing.T) {
	wrong := map[string]string{
		"MAKEGOOD_TEMPORAL_ADDRESS":        "nowhere",
		"MAKEGOOD_KAFKA_BROKERS":           "a:9092,b",
		"MAKEGOOD_KAFKA_CANCELLED_TOPIC":   "two words",
		"MAKEGOOD_SIMULATOR_URL":           "ftp://x",
		"MAKEGOOD_SIMULATOR_CALL_TIMEOUT":  "soon",
		"MAKEGOOD_WORKER_METRICS_ADDRESS":  "127.0.0.1:99999",
		"MAKEGOOD_LOG_LEVEL":               "loud",
		"MAKEGOOD_LOG_FORMAT":              "xml",
		"MAKEGOOD_STARTER_METRICS_ADDRESS": "127.0.0.1:99999",
		"MAKEGOOD_STARTER_BACKLOG_MAX":     "-1",
		"MAKEGOOD_STARTER_BACKLOG_AGE_MAX": "-1s",
		"MAKEGOOD_FAIRNESS_LOOK_AHEAD":     "-1",
	}
	_, err := config.Load(wrong)
	if err == nil {
		t.Fatal("wrong settings were accepted")
	}
	for name := range wrong {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in:\n%s", name, err)
		}
	}
}

func TestOneTopicCannotCarryBothDirections(t *testing.T) {
	_, err := config.Load(map[string]string{"MAKEGOOD_KAFKA_STATUS_TOPIC": "orders.order-cancelled.v1"})
	if err == nil || !strings.Contains(err.Error(), "must differ from the topic of cancellations") {
		t.Errorf("got %v", err)
	}
}

func TestAWorkersVersionHasNamesThatTemporalTakes(t *testing.T) {
	for name, wrong := range map[string]map[string]string{
		"MAKEGOOD_WORKER_DEPLOYMENT":  {"MAKEGOOD_WORKER_DEPLOYMENT": "shop.refunds"},
		"MAKEGOOD_WORKER_BUILD_ID":    {"MAKEGOOD_WORKER_DEPLOYMENT": "refunds", "MAKEGOOD_WORKER_BUILD_ID": "1:2"},
		"names a build of no deploym": {"MAKEGOOD_WORKER_BUILD_ID": "1.4.0"},
	} {
		if _, err := config.Load(wrong); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	s, err := config.Load(map[string]string{
		"MAKEGOOD_DATA_DIR": "/srv/mg", "MAKEGOOD_WORKER_DEPLOYMENT": "refunds", "MAKEGOOD_WORKER_BUILD_ID": "1.4.0",
	})
	if err != nil || s.Worker.Deployment != "refunds" || s.Worker.BuildID != "1.4.0" {
		t.Errorf("got %+v, %v", s.Worker, err)
	}
}

func TestAMisspeltSettingIsNoticed(t *testing.T) {
	s, err := config.Load(map[string]string{"MAKEGOOD_TEMPORAL_ADRESS": "x:1", "OTHER": "y", "HOME": "/home/ann"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Unknown, []string{"MAKEGOOD_TEMPORAL_ADRESS"}) {
		t.Errorf("unknown: %q", s.Unknown)
	}
}

func TestEverySettingIsDocumented(t *testing.T) {
	rows := config.Table()
	for _, r := range rows {
		if !strings.HasPrefix(r.Name, config.Prefix) || r.Meaning == "" {
			t.Errorf("%+v is not documented", r)
		}
	}
	first := "| `MAKEGOOD_TEMPORAL_NAMESPACE` | `default` | Temporal's namespace; where"
	if !strings.Contains(config.Markdown(rows), first) {
		t.Errorf("markdown lacks %q", first)
	}
}

func TestNotificationsAreKeptForAWeekAtLeast(t *testing.T) {
	for days, ok := range map[string]bool{"0": true, "6": false, "-1": false, "7": true, "36501": false} {
		_, err := config.Load(map[string]string{"MAKEGOOD_DATA_DIR": "/data", "MAKEGOOD_RETENTION_NOTIFICATION_DAYS": days})
		if (err == nil) != ok {
			t.Errorf("%s days: %v", days, err)
		}
	}
}
