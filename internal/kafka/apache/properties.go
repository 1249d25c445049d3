package apache

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/makegood/makegood/internal/port"
)

func (s *Server) propertiesFile() string { return filepath.Join(s.dir, "server.properties") }

// writeProperties takes free ports and writes the server's settings.
func (s *Server) writeProperties() error {
	for _, l := range []Listener{Plain, MutualTLS, SignedIn, controller} {
		free, err := port.Free(0)
		if err != nil {
			return err
		}
		s.ports[l] = free
	}
	certificate, key, err := s.Authority.Issue("127.0.0.1")
	if err != nil {
		return err
	}
	text := fmt.Sprintf(settings,
		s.ports[controller], s.ports[Plain], s.ports[MutualTLS], s.ports[SignedIn], s.ports[controller],
		s.ports[Plain], s.ports[MutualTLS], s.ports[SignedIn], filepath.Join(s.dir, "data"),
		inOneLine(key), inOneLine(certificate), inOneLine(s.Authority.PEM()), User, Password, User, Password)
	return os.WriteFile(s.propertiesFile(), []byte(text), 0o600)
}

// controller is the listener the server speaks to itself by.
const controller Listener = "CONTROLLER"

// settings are those of a server for tests: it waits for nobody before a group's first members share
// partitions, deletes old segments within a second, and makes no topic by itself.
const settings = `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:%d
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
listeners=PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d,SASL_SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
advertised.listeners=PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d,SASL_SSL://127.0.0.1:%d
log.dirs=%s
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.retention.check.interval.ms=500
log.segment.delete.delay.ms=100
log.initial.task.delay.ms=500
ssl.keystore.type=PEM
ssl.keystore.key=%s
ssl.keystore.certificate.chain=%s
ssl.truststore.type=PEM
ssl.truststore.certificates=%s
listener.name.ssl.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="%s" password="%s" user_%s="%s";
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
`

// inOneLine writes PEM as a value of a properties file.
func inOneLine(pem []byte) string {
	return strings.ReplaceAll(strings.TrimSpace(string(pem)), "\n", `\n`)
}
