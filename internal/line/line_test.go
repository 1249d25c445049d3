package line_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/internal/line/linetest"
)

// served shakes hands with a server, and returns the client's error.
func served(t *testing.T, server, client *tls.Config) error {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if conn, err := listener.Accept(); err == nil {
			_ = conn.(*tls.Conn).Handshake()
			_ = conn.Close()
		}
	}()
	conn, err := tls.Dial("tcp", listener.Addr().String(), client)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Read(make([]byte, 1))
	return err
}

func TestWhatAnErrorIsAbout(t *testing.T) {
	authority, stranger := linetest.New(t), linetest.New(t)
	shows := authority.Server(t, "127.0.0.1")
	demanding := shows.Clone()
	demanding.ClientAuth, demanding.ClientCAs = tls.RequireAndVerifyClientCert, authority.Pool()
	ended := authority.PairUntil(t, "127.0.0.1", time.Now().Add(-time.Minute))
	old, err := tls.LoadX509KeyPair(ended.Certificate, ended.Key)
	if err != nil {
		t.Fatal(err)
	}
	trusting := &tls.Config{RootCAs: authority.Pool(), MinVersion: tls.VersionTLS12}
	named := trusting.Clone()
	named.ServerName = "elsewhere.example"
	showing := trusting.Clone()
	showing.Certificates = []tls.Certificate{old}
	_, noFile := line.Authorities(filepath.Join(t.TempDir(), "missing"))
	for name, c := range map[string]struct {
		err  error
		want line.Fault
	}{
		"nothing":                 {nil, line.FaultOther},
		"an authority not known":  {served(t, shows, &tls.Config{RootCAs: stranger.Pool(), MinVersion: tls.VersionTLS12}), line.FaultAuthority},
		"another name":            {served(t, shows, named), line.FaultName},
		"their certificate ended": {served(t, &tls.Config{Certificates: []tls.Certificate{old}, MinVersion: tls.VersionTLS12}, trusting), line.FaultTheirCertificate},
		"we show no certificate":  {served(t, demanding, trusting), line.FaultOurCertificate},
		"our certificate ended":   {served(t, demanding, showing), line.FaultOurCertificate},
		"a file":                  {noFile, line.FaultFile},
		"nobody there":            {refused(t), line.FaultAddress},
		"something else":          {errors.New("the disk is full"), line.FaultOther},
		"only the text is left":   {errors.New(fmt.Sprint(x509.UnknownAuthorityError{})), line.FaultAuthority},
	} {
		if got := line.FaultOf(c.err); got != c.want {
			t.Errorf("%s: %d, want %d (%v)", name, got, c.want, c.err)
		}
	}
}

// refused is the error of a port on which nobody listens.
func refused(t *testing.T) error {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = net.Dial("tcp", listener.Addr().String())
	return err
}

func TestAuthoritiesAreReadFromAFile(t *testing.T) {
	if pool, err := line.Authorities(""); pool != nil || err != nil {
		t.Errorf("no file: %v, %v", pool, err)
	}
	path := linetest.New(t).Write(t)
	if pool, err := line.Authorities(path); pool == nil || err != nil {
		t.Errorf("a file: %v, %v", pool, err)
	}
	if err := os.WriteFile(path, []byte("not PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := line.Authorities(path); err == nil || !strings.Contains(err.Error(), path+" has no certificate in PEM") {
		t.Errorf("no certificate in it: %v", err)
	}
}
