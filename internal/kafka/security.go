package kafka

import (
	"context"
	"errors"
	"fmt"
	"net"

	driver "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// Line is how a cluster is reached: brokers to begin with, host:port, and how connections to it are
// secured.
type Line struct {
	Brokers  []string
	Security Security
}

// Security says how connections are secured; zero: not at all. Files are read for each connection, so that
// what is changed in them counts from the next one on.
type Security struct {
	TLS *TLS
	// SignIn is by SASL; nil: nobody signs in, or the certificate says who it is.
	SignIn *SignIn
}

// Mechanism is how a user proves to know the password, by its name in SASL.
type Mechanism string

// The mechanisms. Plain sends the password itself, so it is refused without TLS.
const (
	MechanismPlain       Mechanism = "PLAIN"
	MechanismScramSHA256 Mechanism = "SCRAM-SHA-256"
	MechanismScramSHA512 Mechanism = "SCRAM-SHA-512"
)

// SignIn is a user with a password.
type SignIn struct {
	Mechanism Mechanism
	User      string
	Password  Secret
}

// Check says what is wrong with the line before anybody is connected to: a file that cannot be read, a
// mechanism there is none of. Its errors name no secret.
func (l Line) Check() error {
	var problems []error
	if len(l.Brokers) == 0 {
		problems = append(problems, errors.New("no brokers"))
	}
	if t := l.Security.TLS; t != nil {
		_, err := t.config("")
		problems = append(problems, err)
	}
	if s := l.Security.SignIn; s != nil {
		_, err := s.mechanism()
		problems = append(problems, err)
		if s.Mechanism == MechanismPlain && l.Security.TLS == nil {
			problems = append(problems, errors.New("the mechanism PLAIN without TLS would send the password readable: use SASL_SSL, or SCRAM"))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("kafka: %w", err)
	}
	return nil
}

// mechanism reads the password, and returns what signs in with it.
func (s SignIn) mechanism() (sasl.Mechanism, error) {
	password, err := s.Password.Read()
	if err != nil {
		return nil, err
	}
	if s.User == "" || password == "" {
		return nil, fmt.Errorf("sign in by %s: no user, or no password", s.Mechanism)
	}
	switch s.Mechanism {
	case MechanismPlain:
		return plain.Mechanism{Username: s.User, Password: password}, nil
	case MechanismScramSHA256:
		return scram.Mechanism(scram.SHA256, s.User, password)
	case MechanismScramSHA512:
		return scram.Mechanism(scram.SHA512, s.User, password)
	}
	return nil, fmt.Errorf("sign in by %q: there are PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512", s.Mechanism)
}

// Name implements sasl.Mechanism.
func (s SignIn) Name() string { return string(s.Mechanism) }

// Start implements sasl.Mechanism: the password is read for each connection.
func (s SignIn) Start(ctx context.Context) (sasl.StateMachine, []byte, error) {
	mechanism, err := s.mechanism()
	if err != nil {
		return nil, nil, err
	}
	return mechanism.Start(ctx)
}

// secure makes a transport's connections secure.
func (s Security) secure(t *driver.Transport) {
	t.Dial = s.over(dial)
	if s.SignIn != nil {
		t.SASL = *s.SignIn
	}
}

// secureDialer makes a dialer's connections secure.
func (s Security) secureDialer(d *driver.Dialer) {
	d.DialFunc = s.over(d.DialFunc)
	if s.SignIn != nil {
		d.SASLMechanism = *s.SignIn
	}
}

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// over is dial with TLS on top of it, where there is to be.
func (s Security) over(dial dialFunc) dialFunc {
	if s.TLS == nil {
		return dial
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		secured, err := s.TLS.secure(ctx, conn, address)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("TLS with %s: %w", address, err), conn.Close())
		}
		return secured, nil
	}
}
