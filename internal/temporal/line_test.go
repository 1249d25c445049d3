package temporal_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/internal/temporal"
)

const apiKey = "key-4711-of-the-tests"

// demanding is a server's side that demands a certificate of an authority.
func demanding(t *testing.T, of *linetest.Authority) *tls.Config {
	t.Helper()
	shows := of.Server(t, "127.0.0.1")
	shows.ClientAuth, shows.ClientCAs = tls.RequireAndVerifyClientCert, of.Pool()
	return shows
}

// over is a line by a profile's TLS and an API key's file.
func over(address string, tls envconfig.ClientConfigTLS, keyFile string) temporal.Settings {
	return temporal.Settings{Address: address, Namespace: "default", Line: temporal.NewLine(envconfig.ClientConfigProfile{TLS: &tls}, keyFile)}
}

func dialled(t *testing.T, s temporal.Settings) client.Client {
	t.Helper()
	c, err := temporal.DialOnce(t.Context(), s, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// answers makes a call as a refund's parts do: one that a broken connection does not end.
func answers(ctx context.Context, c client.Client) error {
	_, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: "default"})
	return err
}

func TestEveryWayOfSecuringTemporalWorksAndEachMistakeNamesItsSetting(t *testing.T) {
	server := serveTemporal(t)
	authority, stranger := linetest.New(t), linetest.New(t)
	p := startProxy(t, server, authority.Server(t, "127.0.0.1"))
	trusted := authority.Write(t)
	own := authority.Pair(t, "makegood")
	ended := authority.PairUntil(t, "makegood", time.Now().Add(-time.Minute))
	keyFile := linetest.File(t, "key", []byte(apiKey+"\n"))
	wrongFile := linetest.File(t, "wrong", []byte("key-that-is-wrong\n"))
	shown := envconfig.ClientConfigTLS{ServerCACertPath: trusted, ClientCertPath: own.Certificate, ClientKeyPath: own.Key}
	for name, c := range map[string]struct {
		mutual  bool
		key     string
		tls     envconfig.ClientConfigTLS
		keyFile string
		// want is the setting of the error; empty: it works.
		want string
	}{
		"TLS":                            {tls: envconfig.ClientConfigTLS{ServerCACertPath: trusted}},
		"TLS by the PEM itself":          {tls: envconfig.ClientConfigTLS{ServerCACertData: authority.PEM()}},
		"certificates of both sides":     {mutual: true, tls: shown},
		"an API key":                     {key: apiKey, tls: envconfig.ClientConfigTLS{ServerCACertPath: trusted}, keyFile: keyFile},
		"certificates and an API key":    {mutual: true, key: apiKey, tls: shown, keyFile: keyFile},
		"another authority":              {tls: envconfig.ClientConfigTLS{ServerCACertPath: stranger.Write(t)}, want: "TEMPORAL_TLS_SERVER_CA_CERT_PATH"},
		"the system's authorities alone": {want: "TEMPORAL_TLS_SERVER_CA_CERT_PATH"},
		"another name":                   {tls: envconfig.ClientConfigTLS{ServerCACertPath: trusted, ServerName: "elsewhere.example"}, want: "TEMPORAL_TLS_SERVER_NAME"},
		"no certificate":                 {mutual: true, tls: envconfig.ClientConfigTLS{ServerCACertPath: trusted}, want: "TEMPORAL_TLS_CLIENT_CERT_PATH"},
		"a certificate that ended": {mutual: true, want: "TEMPORAL_TLS_CLIENT_CERT_PATH",
			tls: envconfig.ClientConfigTLS{ServerCACertPath: trusted, ClientCertPath: ended.Certificate, ClientKeyPath: ended.Key}},
		"a wrong key":   {key: apiKey, tls: envconfig.ClientConfigTLS{ServerCACertPath: trusted}, keyFile: wrongFile, want: "MAKEGOOD_TEMPORAL_API_KEY_FILE"},
		"no key":        {key: apiKey, tls: envconfig.ClientConfigTLS{ServerCACertPath: trusted}, want: "TEMPORAL_API_KEY"},
		"no TLS at all": {tls: envconfig.ClientConfigTLS{Disabled: true}, want: "TEMPORAL_TLS (the server may demand it)"},
	} {
		t.Run(name, func(t *testing.T) {
			shows := authority.Server(t, "127.0.0.1")
			if c.mutual {
				shows = demanding(t, authority)
			}
			p.demand(shows, c.key)
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			reached, err := temporal.DialOnce(ctx, over(p.address, c.tls, c.keyFile), zap.NewNop())
			if err == nil {
				defer reached.Close()
				err = answers(ctx, reached)
			}
			var setting temporal.SettingError
			switch {
			case c.want == "" && err != nil:
				t.Errorf("it does not work: %v", err)
			case c.want != "" && (!errors.As(err, &setting) || setting.Setting != c.want):
				t.Errorf("it says %v, want %s", err, c.want)
			case err != nil && (strings.Contains(err.Error(), "key-that-is-wrong") || strings.Contains(err.Error(), apiKey)):
				t.Errorf("it shows the key: %v", err)
			}
		})
	}
}

func TestTLSWithAServerThatSpeaksNoneNamesTheSwitch(t *testing.T) {
	server := serveTemporal(t)
	_, err := temporal.DialOnce(t.Context(), over(server, envconfig.ClientConfigTLS{}, ""), zap.NewNop())
	var setting temporal.SettingError
	if !errors.As(err, &setting) || setting.Setting != "TEMPORAL_TLS (the server speaks no TLS)" {
		t.Errorf("it says %v", err)
	}
}

func TestCertificatesAuthoritiesAndKeyChangeUnderAConnectedClient(t *testing.T) {
	server := serveTemporal(t)
	first, second := linetest.New(t), linetest.New(t)
	p := startProxy(t, server, demanding(t, first))
	trusted, own := first.Write(t), first.Pair(t, "makegood")
	keyFile := linetest.File(t, "key", []byte("the first\n"))
	p.demand(demanding(t, first), "the first")
	c := dialled(t, over(p.address, envconfig.ClientConfigTLS{ServerCACertPath: trusted, ClientCertPath: own.Certificate, ClientKeyPath: own.Key}, keyFile))
	if err := answers(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	linetest.Overwrite(t, keyFile, nil)
	if err := answers(t.Context(), c); err != nil {
		t.Errorf("while the key's file is empty: %v", err)
	}
	linetest.Overwrite(t, trusted, second.PEM())
	own.Replace(t, second.Pair(t, "makegood"))
	linetest.Overwrite(t, keyFile, []byte("the second\n"))
	p.demand(demanding(t, second), "the second")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := answers(ctx, c); err != nil {
		t.Errorf("after the rotation: %v", err)
	}
}

func TestALineThatCannotWorkIsRefusedBeforeAnybodyIsConnectedTo(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	own := linetest.New(t).Pair(t, "makegood")
	empty := linetest.File(t, "empty", []byte("\n"))
	for name, c := range map[string]struct {
		tls     envconfig.ClientConfigTLS
		keyFile string
		want    string
	}{
		"no certificate there":   {envconfig.ClientConfigTLS{ClientCertPath: missing, ClientKeyPath: own.Key}, "", "TEMPORAL_TLS_CLIENT_CERT_PATH"},
		"no key there":           {envconfig.ClientConfigTLS{ClientCertPath: own.Certificate, ClientKeyPath: missing}, "", "TEMPORAL_TLS_CLIENT_KEY_PATH"},
		"no authorities there":   {envconfig.ClientConfigTLS{ServerCACertPath: missing}, "", "TEMPORAL_TLS_SERVER_CA_CERT_PATH"},
		"authorities of no PEM":  {envconfig.ClientConfigTLS{ServerCACertPath: empty}, "", "TEMPORAL_TLS_SERVER_CA_CERT_PATH"},
		"no API key there":       {envconfig.ClientConfigTLS{}, missing, "MAKEGOOD_TEMPORAL_API_KEY_FILE"},
		"an empty API key":       {envconfig.ClientConfigTLS{}, empty, "MAKEGOOD_TEMPORAL_API_KEY_FILE"},
		"a key without TLS":      {envconfig.ClientConfigTLS{Disabled: true}, empty, "TEMPORAL_TLS"},
		"a certificate, no key":  {envconfig.ClientConfigTLS{ClientCertPath: own.Certificate}, "", "TEMPORAL_TLS_CLIENT_CERT_PATH"},
		"what is no certificate": {envconfig.ClientConfigTLS{ClientCertPath: empty, ClientKeyPath: own.Key}, "", "TEMPORAL_TLS_CLIENT_CERT_PATH"},
	} {
		var setting temporal.SettingError
		if err := over("127.0.0.1:1", c.tls, c.keyFile).Line.Check(); !errors.As(err, &setting) || setting.Setting != c.want {
			t.Errorf("%s: it says %v, want %s", name, err, c.want)
		}
	}
	if err := over("127.0.0.1:1", envconfig.ClientConfigTLS{}, "").Line.Check(); err != nil {
		t.Errorf("TLS by the system's authorities: %v", err)
	}
}

func TestTheAPIKeyIsInNoLogAndNoPrint(t *testing.T) {
	profile := envconfig.ClientConfigProfile{APIKey: apiKey, TLS: &envconfig.ClientConfigTLS{ServerCACertData: linetest.New(t).PEM()}}
	s := temporal.Settings{Address: "127.0.0.1:1", Namespace: "default", Line: temporal.NewLine(profile, "")}
	core, logs := observer.New(zapcore.DebugLevel)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err := temporal.Dial(ctx, s, zap.New(core))
	said := fmt.Sprintf("%v %+v %#v %v", err, s, s.Line, logs.All())
	if err == nil || strings.Contains(said, apiKey) || !strings.Contains(said, "TEMPORAL_ADDRESS") {
		t.Errorf("it said %s", said)
	}
}
