package apache

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	driver "github.com/segmentio/kafka-go"
)

// Listener is one way to reach the server.
type Listener string

// The listeners, each on a port of its own.
const (
	// Plain is not secured at all.
	Plain Listener = "PLAINTEXT"
	// MutualTLS demands a certificate of the server's own authority.
	MutualTLS Listener = "SSL"
	// SignedIn is TLS with SASL: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.
	SignedIn Listener = "SASL_SSL"
)

// User and Password sign in at SignedIn, by each mechanism.
const (
	User     = "makegood"
	Password = "a secret of the tests"
)

const (
	// clusterID is any id of the right form.
	clusterID = "bWFrZWdvb2QtdGVzdHM"
	// startMax bounds a start; two seconds are usual, on a machine that is busy ten.
	startMax = 2 * time.Minute
	// heapMax keeps the server from taking the machine's memory.
	heapMax = "-Xmx512m"
)

// Server is an Apache Kafka server. Its methods are for one goroutine.
type Server struct {
	jars, dir string
	ports     map[Listener]int
	// Authority made the server's certificate, and may make those of clients.
	Authority *Authority

	process *exec.Cmd
	log     *os.File
	ended   chan error
}

// Start formats a folder in dir and runs a server on it, with Kafka's artifacts from the folder jars. It
// returns once the server answers. Stop ends it.
func Start(ctx context.Context, jars, dir string) (*Server, error) {
	if err := look(jars); err != nil {
		return nil, err
	}
	authority, err := NewAuthority()
	if err != nil {
		return nil, err
	}
	s := &Server{jars: jars, dir: dir, ports: map[Listener]int{}, Authority: authority}
	if err := s.writeProperties(); err != nil {
		return nil, fmt.Errorf("apache kafka: settings: %w", err)
	}
	if err := s.format(ctx); err != nil {
		return nil, err
	}
	return s, s.Resume(ctx)
}

// look says what is missing, and how to get it.
func look(jars string) error {
	if _, err := exec.LookPath("java"); err != nil {
		return errors.New("apache kafka: no java on the PATH: install a Java 17 runtime (Debian: apt-get install openjdk-17-jre-headless maven)")
	}
	found, err := filepath.Glob(filepath.Join(jars, "kafka_*.jar"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("apache kafka: no artifacts in %s: `make bin/kafka` copies them there, with Maven (Debian: apt-get install maven)", jars)
	}
	return nil
}

// Address is where listener l is, host:port.
func (s *Server) Address(l Listener) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.ports[l]))
}

// Resume runs a server that does not run on its folder and its ports.
func (s *Server) Resume(ctx context.Context) error {
	log, err := os.OpenFile(filepath.Join(s.dir, "server.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("apache kafka: log: %w", err)
	}
	s.log, s.ended = log, make(chan error, 1)
	s.process = s.java(context.WithoutCancel(ctx), "kafka.Kafka", s.propertiesFile())
	s.process.Stdout, s.process.Stderr = log, log
	if err := s.process.Start(); err != nil {
		return fmt.Errorf("apache kafka: %w", err)
	}
	go func() { s.ended <- s.process.Wait() }()
	return s.awaitAnswer(ctx)
}

// awaitAnswer returns once the server knows itself as a broker.
func (s *Server) awaitAnswer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startMax)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		if s.answers(ctx) == nil {
			return nil
		}
		select {
		case <-again.C:
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("apache kafka ended (%w): %s", err, s.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("apache kafka does not answer: %w: %s", ctx.Err(), s.lastWords())
		}
	}
}

func (s *Server) answers(ctx context.Context) error {
	conn, err := driver.DialContext(ctx, "tcp", s.Address(Plain))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		return err
	}
	brokers, err := conn.Brokers()
	if err == nil && len(brokers) == 0 {
		return errors.New("no broker")
	}
	return err
}

const lastWordsBytes = 2000

func (s *Server) lastWords() string {
	text, err := os.ReadFile(s.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-lastWordsBytes):])
}

// Kill ends the server at once, as a crash of the machine's power does to a process.
func (s *Server) Kill() error { return s.endBy(os.Kill) }

// Stop ends the server as an operator does.
func (s *Server) Stop() error { return s.endBy(os.Interrupt) }

func (s *Server) endBy(signal os.Signal) error {
	if err := s.process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("apache kafka: %w", err)
	}
	<-s.ended
	return s.log.Close()
}
