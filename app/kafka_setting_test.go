package app

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka/apache"
)

func TestTheDoctorNamesTheSettingOfKafkaThatIsWrong(t *testing.T) {
	authority, err := apache.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	right := config.Kafka{
		Brokers: []string{securedBroker(t, authority)}, CancelledTopic: "orders", Group: "g", SecurityProtocol: config.KafkaSASLTLS,
		SASLMechanism: "PLAIN", SASLUser: apache.User, SASLPassword: apache.Password, TLSAuthorityFile: filepath.Join(t.TempDir(), "ca.pem"),
	}
	if err := os.WriteFile(right.TLSAuthorityFile, authority.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	if problems := kafkaProblems(t.Context(), right); len(problems) != 0 {
		t.Fatalf("nothing is wrong, and it says %q", problems)
	}
	for setting, change := range map[string]func(*config.Kafka){
		"KAFKA_BROKERS":            func(k *config.Kafka) { k.Brokers = []string{"127.0.0.1:1"} },
		"KAFKA_SASL_USER":          func(k *config.Kafka) { k.SASLPassword = "wrong-4711" },
		"KAFKA_TLS_AUTHORITY_FILE": func(k *config.Kafka) { k.TLSAuthorityFile = "" },
		"KAFKA_TLS_SERVER_NAME":    func(k *config.Kafka) { k.TLSServerName = "elsewhere.example" },
		"KAFKA_SECURITY_PROTOCOL":  func(k *config.Kafka) { k.SecurityProtocol = config.KafkaPlaintext },
	} {
		t.Run(setting, func(t *testing.T) {
			k := right
			change(&k)
			problems := kafkaProblems(t.Context(), k)
			if len(problems) != 1 || !strings.Contains(problems[0], config.Prefix+setting) {
				t.Fatalf("it says %q", problems)
			}
			if strings.Contains(problems[0], apache.Password) || strings.Contains(problems[0], "wrong-4711") {
				t.Errorf("it shows the password: %q", problems)
			}
		})
	}
}

// securedBroker is a broker that demands TLS and a password, with the topics of a group that are set up right.
func securedBroker(t *testing.T, authority *apache.Authority) string {
	t.Helper()
	certificate, key, err := authority.Issue("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	own, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.EnableSASL(), kfake.Superuser("PLAIN", apache.User, apache.Password),
		kfake.TLS(&tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	for topic, bytesMax := range map[string]string{"orders": "1000000", "orders.g.dlq": "2000000"} {
		if err := cluster.CreateTopic(topic, 1, map[string]string{"max.message.bytes": bytesMax}); err != nil {
			t.Fatal(err)
		}
	}
	return cluster.ListenAddrs()[0]
}
