package server

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// serving is a server on a free port, with a call that waits inside.
type serving struct {
	url           string
	inside, leave chan struct{}
	end           context.CancelFunc
	ended         chan error
}

func serve(t *testing.T, drain time.Duration) *serving {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	s := &serving{
		url: "http://" + listener.Addr().String(), inside: make(chan struct{}), leave: make(chan struct{}), end: cancel, ended: make(chan error, 1),
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.inside <- struct{}{}
		select {
		case <-s.leave:
		case <-r.Context().Done():
		}
		_, _ = io.WriteString(w, r.Proto)
	})
	go func() {
		s.ended <- Serve(ctx, Line{Listener: listener, TimeMax: time.Minute, DrainTimeout: drain}, handler)
	}()
	return s
}

// overHTTP2 speaks HTTP/2 without TLS, as gRPC does behind a proxy.
func overHTTP2() *http.Client {
	var only http.Protocols
	only.SetUnencryptedHTTP2(true)
	return &http.Client{Transport: &http.Transport{Protocols: &only}}
}

type said struct {
	body string
	err  error
}

func (s *serving) call(client *http.Client) chan said {
	out := make(chan said, 1)
	go func() {
		answer, err := client.Get(s.url)
		if err != nil {
			out <- said{err: err}
			return
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		out <- said{string(body), err}
	}()
	return out
}

func TestACallUnderWayIsAnsweredWhenTheProcessEnds(t *testing.T) {
	for proto, client := range map[string]*http.Client{"HTTP/1.1": {Transport: &http.Transport{}}, "HTTP/2.0": overHTTP2()} {
		s := serve(t, time.Minute)
		answer := s.call(client)
		<-s.inside
		s.end()
		// The listener is closed before calls are waited for.
		for deadline := time.Now().Add(10 * time.Second); ; {
			again, err := net.Dial("tcp", s.url[len("http://"):])
			if err != nil {
				break
			}
			_ = again.Close()
			if time.Now().After(deadline) {
				t.Fatalf("%s: new calls are taken by a process that ends", proto)
			}
		}
		select {
		case err := <-s.ended:
			t.Fatalf("%s: it ended before the call was answered: %v", proto, err)
		default:
		}
		close(s.leave)
		if got := <-answer; got.err != nil || got.body != proto {
			t.Errorf("%s: answered %q, %v", proto, got.body, got.err)
		}
		client.CloseIdleConnections()
		if err := <-s.ended; err != nil {
			t.Errorf("%s: %v", proto, err)
		}
	}
}

func TestACallThatOutlastsTheDrainIsCutOff(t *testing.T) {
	s := serve(t, time.Millisecond)
	answer := s.call(&http.Client{Transport: &http.Transport{}})
	<-s.inside
	s.end()
	if err := <-s.ended; err != nil {
		t.Errorf("the process: %v", err)
	}
	if got := <-answer; got.err == nil {
		t.Errorf("answered %q", got.body)
	}
}
