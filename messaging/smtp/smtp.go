// Package smtp is the channel that hands each customer message to a mail server.
//
// On the path: activities deliver through the port. A mail server does not tell repetitions apart, so
// messaging.Once remembers what it accepted; the Message-ID is derived from the message's id as well,
// so that a mail program recognises what slipped through. Only between the last byte of a mail and the
// server's answer to it is the outcome unknown (RFC 5321, 4.1.1.4): everything before was certainly
// not sent.
package smtp

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"time"

	driver "github.com/wneessen/go-mail"
	protocol "github.com/wneessen/go-mail/smtp"

	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/letter"
)

// The TLS policies.
const (
	// TLSMandatory speaks STARTTLS or not at all. It is the default.
	TLSMandatory = "mandatory"
	// TLSOpportunistic speaks STARTTLS where the server has it.
	TLSOpportunistic = "opportunistic"
	// TLSImplicit speaks TLS from the first byte, usually on port 465.
	TLSImplicit = "implicit"
	// TLSNone speaks plain text: for a catcher beside the process, never over a network.
	TLSNone = "none"
)

// timeoutDefault bounds an exchange with the server.
const timeoutDefault = 20 * time.Second

// Config says which server takes the mail, and who it is from.
type Config struct {
	Host string
	Port int
	// TLS is one of the policies; empty is mandatory.
	TLS string
	// Username and Password sign in; no username: nobody does. A password in a file is read for each mail.
	Username string
	Password secret.Value
	// Auth is the mechanism: auto (the default: the best the server has, never a password in plain
	// text), plain, login, cram-md5, scram-sha-1, scram-sha-256, xoauth2, ...
	Auth string
	// From is the sender, such as "Acme refunds <refunds@acme.example>".
	From string
	// Once remembers what the server accepted.
	Once messaging.Once
	// Timeout bounds an exchange with the server; 0 is 20 s.
	Timeout time.Duration
	// AuthorityFile has the authorities that the server's certificate is held against (PEM), and is read for each mail;
	// empty: the machine's.
	AuthorityFile string
	// Now is the clock for the Date header; nil is the machine's.
	Now func() time.Time
}

// Server implements messaging.Channel. It is safe for concurrent use.
type Server struct {
	config Config
	from   *mail.Address
	once   messaging.Once
	now    func() time.Time
}

var _ messaging.Channel = (*Server)(nil)

// New checks the configuration; it does not call the server.
func New(config Config) (*Server, error) {
	from, err := mail.ParseAddress(config.From)
	if err != nil {
		return nil, fmt.Errorf("smtp: sender %q: %w", config.From, err)
	}
	if config.Once == nil {
		return nil, errors.New("smtp: nothing remembers what was sent")
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if _, err := newClient(config); err != nil {
		return nil, fmt.Errorf("smtp: %w", err)
	}
	return &Server{config: config, from: from, once: config.Once, now: config.Now}, nil
}

// Name implements messaging.Channel.
func (s *Server) Name() string { return messaging.ChannelEmail }

// Deliver implements messaging.Channel: the server has accepted the mail when it returns. A customer
// whose address the server refuses for good, or whose message it does, is ErrRefused; a server that
// was gone before it answered is ErrUnknown.
func (s *Server) Deliver(ctx context.Context, m messaging.Message) error {
	to, err := mail.ParseAddress(m.To.Email)
	if err != nil {
		return fmt.Errorf("smtp: deliver %s: %w", m.ID, messaging.ErrNoAddress)
	}
	written, err := letter.New(m, letter.Envelope{From: s.from, To: to, At: s.now()})
	if err != nil {
		return fmt.Errorf("smtp: write out %s: %w", m.ID, err)
	}
	key := messaging.OnceKey{Refund: m.Refund, Channel: s.Name(), ID: m.ID}
	if err := s.once.Do(ctx, key, func(claim func() error) error { return s.send(ctx, written, claim) }); err != nil {
		return fmt.Errorf("smtp: deliver %s: %w", m.ID, err)
	}
	return nil
}

// send signs in on a connection of its own, and claims before the mail itself begins. From there on
// the caller's cancellation does not cut the connection; the timeout does.
func (s *Server) send(ctx context.Context, written *driver.Msg, claim func() error) error {
	signedIn, err := s.signIn(ctx)
	if err != nil {
		return err
	}
	defer signedIn.hangUp()
	if err := claim(); err != nil {
		return err
	}
	return outcome(signedIn.client.SendWithSMTPClient(signedIn.connection, written), written.IsDelivered())
}

// Reach connects to the server with all that secures the line, signs in, and hangs up: it sends nothing.
func (s *Server) Reach(ctx context.Context) error {
	signedIn, err := s.signIn(ctx)
	if err != nil {
		return fmt.Errorf("smtp: %w", err)
	}
	signedIn.hangUp()
	return nil
}

// signedIn is a connection with what the settings and their files said when it was made.
type signedIn struct {
	client     *driver.Client
	connection *protocol.Client
}

func (s *Server) signIn(ctx context.Context) (signedIn, error) {
	client, err := newClient(s.config)
	if err != nil {
		return signedIn{}, err
	}
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return signedIn{}, errors.Join(ctx.Err(), stepError("sign in", err))
	}
	return signedIn{client: client, connection: connection}, nil
}

// hangUp says goodbye; what was accepted stays accepted whatever comes of it.
func (s signedIn) hangUp() { _ = s.client.CloseWithSMTPClient(s.connection) }
