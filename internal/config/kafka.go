package config

// kafkaSecurity checks how brokers are reached. No problem shows a password.
func (p *problems) kafkaSecurity(k Kafka) {
	p.oneOf("KAFKA_SECURITY_PROTOCOL", k.SecurityProtocol, []string{KafkaPlaintext, KafkaTLS, KafkaSASLTLS, KafkaSASLPlaintext})
	if (k.TLSCertFile == "") != (k.TLSKeyFile == "") {
		p.add("KAFKA_TLS_CERT_FILE", k.TLSCertFile, "goes with "+Prefix+"KAFKA_TLS_KEY_FILE: both, or none")
	}
	if !k.Encrypted() && k.TLSAuthorityFile+k.TLSCertFile+k.TLSServerName != "" {
		p.add("KAFKA_SECURITY_PROTOCOL", k.SecurityProtocol, "uses no TLS, and files for TLS are named: SSL or SASL_SSL was meant")
	}
	p.kafkaSignIn(k)
}

func (p *problems) kafkaSignIn(k Kafka) {
	if !k.SignsIn() {
		if k.SASLUser+k.SASLPassword+k.SASLPasswordFile != "" {
			p.add("KAFKA_SECURITY_PROTOCOL", k.SecurityProtocol, "signs nobody in, and a user or a password is given: SASL_SSL was meant")
		}
		return
	}
	p.oneOf("KAFKA_SASL_MECHANISM", k.SASLMechanism, []string{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
	p.filled("KAFKA_SASL_USER", k.SASLUser)
	if (k.SASLPassword == "") == (k.SASLPasswordFile == "") {
		p.add("KAFKA_SASL_PASSWORD_FILE", k.SASLPasswordFile, "or "+Prefix+"KAFKA_SASL_PASSWORD: one of the two")
	}
	if k.SASLMechanism == "PLAIN" && !k.Encrypted() {
		p.add("KAFKA_SASL_MECHANISM", k.SASLMechanism, "would send the password readable: use SASL_SSL, or SCRAM")
	}
}
