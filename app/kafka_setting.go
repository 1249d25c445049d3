package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	driver "github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
)

// reachTimeout bounds one look at the line to Kafka.
const reachTimeout = 5 * time.Second

// kafkaProblems says what is wrong with the line to Kafka, and with the topics at its end; none: nothing.
func kafkaProblems(ctx context.Context, k config.Kafka) []string {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	line := KafkaLine(k)
	if err := line.Reach(ctx); err != nil {
		return []string{fmt.Sprintf("Kafka cannot be reached: look at %s: %v", kafkaSetting(err, k), err)}
	}
	problems, err := kafka.TopicProblems(ctx, line, kafka.Topic{Name: k.CancelledTopic}, k.Group)
	if err != nil {
		problems = append(problems, "the topics' settings cannot be seen: "+err.Error())
	}
	return problems
}

// kafkaSetting is the setting that an error of the line points to.
func kafkaSetting(err error, k config.Kafka) string {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var noTLS tls.RecordHeaderError
	var network *net.OpError
	name := "BROKERS"
	switch {
	case errors.As(err, &authority):
		name = "TLS_AUTHORITY_FILE"
	case errors.As(err, &host):
		name = "TLS_SERVER_NAME"
	case errors.As(err, &noTLS):
		name = "SECURITY_PROTOCOL"
	case errors.Is(err, driver.UnsupportedSASLMechanism):
		name = "SASL_MECHANISM"
	case errors.Is(err, driver.SASLAuthenticationFailed):
		name = "SASL_USER and its password"
	case strings.Contains(err.Error(), "tls: certificate required"), strings.Contains(err.Error(), "remote error: tls"):
		name = "TLS_CERT_FILE"
	case errors.As(err, &network) && network.Op == "dial":
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), k.SignsIn():
		name = "SECURITY_PROTOCOL"
	}
	return config.Prefix + "KAFKA_" + name
}
