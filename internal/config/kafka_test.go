package config_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/config"
)

func TestHowKafkaIsReachedIsCheckedAndShowsNoPassword(t *testing.T) {
	const password = "hunter2-9c4e"
	for name, tc := range map[string]struct {
		set  map[string]string
		want string
	}{
		"an unknown protocol":         {map[string]string{"SECURITY_PROTOCOL": "TLS"}, "MAKEGOOD_KAFKA_SECURITY_PROTOCOL"},
		"a user nobody signs in as":   {map[string]string{"SASL_USER": "a"}, "MAKEGOOD_KAFKA_SECURITY_PROTOCOL"},
		"a password nobody sends":     {map[string]string{"SASL_PASSWORD": password}, "signs nobody in"},
		"files for TLS without it":    {map[string]string{"TLS_AUTHORITY_FILE": "ca.pem"}, "uses no TLS"},
		"a certificate without a key": {map[string]string{"SECURITY_PROTOCOL": "SSL", "TLS_CERT_FILE": "c.pem"}, "MAKEGOOD_KAFKA_TLS_CERT_FILE"},
		"nobody to sign in":           {map[string]string{"SECURITY_PROTOCOL": "SASL_SSL", "SASL_PASSWORD": password}, "MAKEGOOD_KAFKA_SASL_USER"},
		"no password":                 {map[string]string{"SECURITY_PROTOCOL": "SASL_SSL", "SASL_USER": "a"}, "MAKEGOOD_KAFKA_SASL_PASSWORD_FILE"},
		"two passwords":               {map[string]string{"SECURITY_PROTOCOL": "SASL_SSL", "SASL_USER": "a", "SASL_PASSWORD": password, "SASL_PASSWORD_FILE": "f"}, "one of the two"},
		"an unknown mechanism":        {map[string]string{"SECURITY_PROTOCOL": "SASL_SSL", "SASL_USER": "a", "SASL_PASSWORD": password, "SASL_MECHANISM": "GSSAPI"}, "MAKEGOOD_KAFKA_SASL_MECHANISM"},
		"a password that is readable": {map[string]string{"SECURITY_PROTOCOL": "SASL_PLAINTEXT", "SASL_USER": "a", "SASL_PASSWORD": password, "SASL_MECHANISM": "PLAIN"}, "send the password readable"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Load(kafkaVariables(tc.set))
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), password) {
				t.Errorf("it said %v, want %s and no password", err, tc.want)
			}
		})
	}
}

func TestKafkaIsReachedInEveryWayItCanBe(t *testing.T) {
	for protocol, want := range map[string]struct{ encrypted, signsIn bool }{
		"PLAINTEXT": {false, false}, "SSL": {true, false}, "SASL_SSL": {true, true}, "SASL_PLAINTEXT": {false, true},
	} {
		set := map[string]string{"SECURITY_PROTOCOL": protocol}
		if want.signsIn {
			set["SASL_USER"], set["SASL_PASSWORD_FILE"] = "a", "password"
		}
		s, err := config.Load(kafkaVariables(set))
		if err != nil || s.Kafka.Encrypted() != want.encrypted || s.Kafka.SignsIn() != want.signsIn {
			t.Errorf("%s: %+v, %v", protocol, s.Kafka, err)
		}
	}
}

func kafkaVariables(set map[string]string) map[string]string {
	variables := map[string]string{"MAKEGOOD_DATA_DIR": "/srv/mg"}
	for name, value := range set {
		variables["MAKEGOOD_KAFKA_"+name] = value
	}
	return variables
}
