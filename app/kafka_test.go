package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
)

func TestTheSettingsOfKafkaBecomeALineThatShowsNoPassword(t *testing.T) {
	k := config.Kafka{
		Brokers: []string{"broker:9093"}, SecurityProtocol: config.KafkaSASLTLS, SASLMechanism: "SCRAM-SHA-256",
		SASLUser: "makegood", SASLPassword: "hunter2-9c4e", TLSServerName: "kafka.internal",
	}
	line := app.KafkaLine(k)
	if err := line.Check(); err != nil {
		t.Fatal(err)
	}
	s := line.Security
	if s.TLS == nil || s.TLS.ServerName != "kafka.internal" || s.SignIn == nil || s.SignIn.Mechanism != kafka.MechanismScramSHA256 || s.SignIn.User != "makegood" {
		t.Errorf("the line is %+v", line)
	}
	if text := fmt.Sprintf("%+v %+v", line, *s.SignIn); strings.Contains(text, k.SASLPassword) {
		t.Errorf("it shows %s", text)
	}
	if plain := app.KafkaLine(config.Kafka{Brokers: k.Brokers, SecurityProtocol: config.KafkaPlaintext}); plain.Security != (kafka.Security{}) {
		t.Errorf("a line that is not secured is %+v", plain)
	}
}
