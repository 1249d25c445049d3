package temporal

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync/atomic"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/makegood/makegood/internal/secret"
)

// Line says how connections to Temporal are secured, by the standard TEMPORAL_* variables and the profile file;
// zero: not at all. The files it names are read for each connection, and the file of the API key for each call, so
// that what changes in them counts without a restart.
type Line struct {
	profile envconfig.ClientConfigProfile
	key     secret.Value
	keyFile string
}

// NewLine is the line of a profile. An API key's file takes precedence over the profile's own key; a key switches
// TLS on. The profile's address, namespace and codec are not used.
func NewLine(profile envconfig.ClientConfigProfile, apiKeyFile string) Line {
	l := Line{profile: profile, key: secret.Either(profile.APIKey, apiKeyFile), keyFile: apiKeyFile}
	l.profile.APIKey = ""
	if l.profile.TLS == nil && !l.key.IsZero() {
		l.profile.TLS = &envconfig.ClientConfigTLS{}
	}
	return l
}

// Format implements fmt.Formatter: a line may hold a key.
func (l Line) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("(line to Temporal)")) }

// encrypted reports whether the line uses TLS.
func (l Line) encrypted() bool { return l.profile.TLS != nil && !l.profile.TLS.Disabled }

// Check says what is wrong with the line before anybody is connected to: a file that cannot be read, a key that
// would be sent readable. Its errors name the setting, and no secret.
func (l Line) Check() error {
	if !l.key.IsZero() && !l.encrypted() {
		return l.about("TEMPORAL_TLS", errors.New("it is off, and the API key would be sent readable"))
	}
	if _, err := l.tls(); err != nil {
		return l.about(l.fileSetting(err), err)
	}
	if l.key.IsZero() {
		return nil
	}
	if _, err := l.key.ReadFilled(); err != nil {
		return l.about(l.keySetting(), err)
	}
	return nil
}

// tls reads the files anew; nil: the line uses no TLS.
func (l Line) tls() (*tls.Config, error) {
	options, err := l.profile.ToClientOptions(envconfig.ToClientOptionsRequest{})
	if err != nil {
		return nil, err
	}
	if config := options.ConnectionOptions.TLS; config != nil {
		config.MinVersion = tls.VersionTLS12
		return config, nil
	}
	return nil, nil
}

// secured is a line that a client is made with, and what it saw last.
type secured struct {
	line    Line
	problem *atomic.Pointer[error]
}

// secure makes a client's connections secure, and leaves its other options alone.
func (l Line) secure(o *client.Options) (secured, error) {
	s := secured{line: l, problem: &atomic.Pointer[error]{}}
	if err := l.Check(); err != nil {
		return s, err
	}
	options, err := l.profile.ToClientOptions(envconfig.ToClientOptionsRequest{})
	if err != nil {
		return s, err
	}
	o.ConnectionOptions, o.HeadersProvider = options.ConnectionOptions, options.HeadersProvider
	if !l.key.IsZero() {
		keys, err := secret.NewRing(l.key, 1) // while the file is being written, the key before it counts
		if err != nil {
			return s, l.about(l.keySetting(), err)
		}
		o.Credentials = client.NewAPIKeyDynamicCredentials(func(context.Context) (string, error) { return string(keys.Secrets()[0]), nil })
	}
	if l.encrypted() {
		o.ConnectionOptions.DialOptions = append(o.ConnectionOptions.DialOptions, grpc.WithTransportCredentials(handshakes{s}))
	}
	return s, nil
}

// handshakes implements credentials.TransportCredentials: each handshake reads the files anew, and its error is
// kept, because the driver keeps its text alone.
type handshakes struct{ secured }

// ClientHandshake implements credentials.TransportCredentials.
func (h handshakes) ClientHandshake(ctx context.Context, authority string, conn net.Conn) (net.Conn, credentials.AuthInfo, error) {
	over, about, err := h.shake(ctx, authority, conn)
	if err != nil {
		h.problem.Store(&err)
		return nil, nil, err
	}
	return &conversation{Conn: over, problem: h.problem}, about, nil
}

func (h handshakes) shake(ctx context.Context, authority string, conn net.Conn) (net.Conn, credentials.AuthInfo, error) {
	config, err := h.line.tls()
	if err != nil {
		return nil, nil, err
	}
	return credentials.NewTLS(config).ClientHandshake(ctx, authority, conn)
}

// ServerHandshake implements credentials.TransportCredentials.
func (h handshakes) ServerHandshake(net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errors.New("temporal: makegood is no server")
}

// Info implements credentials.TransportCredentials.
func (h handshakes) Info() credentials.ProtocolInfo {
	return credentials.NewTLS(&tls.Config{ServerName: h.line.profile.TLS.ServerName, MinVersion: tls.VersionTLS12}).Info()
}

// Clone implements credentials.TransportCredentials.
func (h handshakes) Clone() credentials.TransportCredentials { return h }

// OverrideServerName implements credentials.TransportCredentials; the profile says the name.
func (h handshakes) OverrideServerName(string) error {
	return errors.New("temporal: the name of the server is the profile's")
}
