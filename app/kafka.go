package app

import (
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
)

// KafkaLine is how the settings say that Kafka is reached. Whether its files can be read shows when
// they are: Check says it beforehand.
func KafkaLine(k config.Kafka) kafka.Line {
	line := kafka.Line{Brokers: k.Brokers}
	if k.Encrypted() {
		line.Security.TLS = &kafka.TLS{
			AuthorityFile: k.TLSAuthorityFile, CertificateFile: k.TLSCertFile, KeyFile: k.TLSKeyFile, ServerName: k.TLSServerName,
		}
	}
	if k.SignsIn() {
		password := kafka.NewSecret(k.SASLPassword)
		if k.SASLPasswordFile != "" {
			password = kafka.SecretFile(k.SASLPasswordFile)
		}
		line.Security.SignIn = &kafka.SignIn{Mechanism: kafka.Mechanism(k.SASLMechanism), User: k.SASLUser, Password: password}
	}
	return line
}
