package hooks_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging/hooks"
	"github.com/makegood/makegood/refund"
)

// shortTimeout bounds posts where an endpoint is waited for in vain.
const shortTimeout = 200 * time.Millisecond

// hurried is a sender whose posts take no longer than shortTimeout.
func (d *desk) hurried() *hooks.Sender {
	config := d.config()
	config.Timeout = shortTimeout
	return d.newSender(config)
}

// deaf accepts connections and says nothing on them, until it is told to hear: then it hands them to a server.
type deaf struct {
	net.Listener
	hears atomic.Bool
	held  chan net.Conn
}

func (l *deaf) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil || l.hears.Load() {
			return conn, err
		}
		l.held <- conn // kept open, so that the other side waits
	}
}

func TestAnEndpointThatNeverShakesHandsIsToldOnceItDoes(t *testing.T) {
	d := setup(t)
	authority := linetest.New(t)
	r := &receiver{name: "crm", clock: d.Clock}
	r.knows(t, firstSecret)
	server := httptest.NewUnstartedServer(r)
	listener := &deaf{Listener: server.Listener, held: make(chan net.Conn, 100)}
	server.Listener, server.TLS = listener, authority.Server(t, "127.0.0.1")
	server.StartTLS()
	t.Cleanup(server.Close)
	d.endpoints = append(d.endpoints, hooks.Endpoint{
		HookTarget: refund.HookTarget{Name: "crm", Merchants: []string{"*"}, Types: []string{"*"}}, URL: server.URL,
		Secret: secret.File(linetest.File(t, "secret", []byte(firstSecret))), AuthorityFile: authority.Write(t),
	})
	sender := d.hurried()
	for _, kind := range refund.NoticeKinds()[:8] {
		d.happens(kind)
	}
	sender.Pass(t.Context(), "crm") // eight at once: as many as there may be connections
	if got := d.stands("crm"); got.WaitingCount != 8 || !strings.HasPrefix(got.Problem, "no answer") {
		t.Fatalf("the endpoint stands as %+v", got)
	}
	listener.hears.Store(true)
	for range 10 {
		d.Clock.Advance(10 * time.Minute)
		sender.Pass(t.Context(), "crm")
	}
	if got := d.stands("crm"); got.WaitingCount != 0 {
		t.Errorf("it shakes hands by now, and stands as %+v", got)
	}
	for range len(listener.held) {
		_ = (<-listener.held).Close()
	}
}

func TestAnEndpointThatAnswersNothingHoldsUpNoOtherOnItsHost(t *testing.T) {
	d := setup(t)
	held, reached := make(chan struct{}), make(chan struct{}, 8)
	r := startReceiver(t, "crm", d.Clock)
	slow, _ := d.tells(r)
	quick := slow
	quick.Name, quick.URL = "quick", r.URL+"/quick"
	slow.Types = []string{"refund.sent", "refund.refunded", "refund.rejected", "refund.withdrawn", "refund.delayed", "refund.corrected", "refund.survey", "refund.approved"}
	quick.Types = []string{"refund.inspected"}
	d.endpoints = []hooks.Endpoint{slow, quick}
	r.answers(func(w http.ResponseWriter, p post) {
		if strings.Contains(p.Body, "inspected") {
			return
		}
		reached <- struct{}{}
		<-held
	})
	for _, kind := range slow.Types {
		d.happens(refund.NoticeKind(strings.TrimPrefix(kind, "refund.")))
	}
	ended := make(chan struct{})
	go func() { d.sender.Pass(context.Background(), "crm"); close(ended) }()
	for range 8 {
		<-reached
	}
	d.happens(refund.NoticeInspected)
	told := make(chan struct{})
	go func() { d.sender.Pass(context.Background(), "quick"); close(told) }()
	select {
	case <-told:
	case <-time.After(10 * time.Second): // a post that waits for a connection waits until others give up, at 20 s
		t.Error("the other endpoint waits")
	}
	if got := d.stands("quick"); got.ToldAt == nil {
		t.Errorf("the other endpoint stands as %+v", got)
	}
	close(held)
	<-ended
}

func TestAnAnswerAfterTheDeadlineIsToldAgainUnderTheSameID(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	late := make(chan struct{})
	r.answers(func(w http.ResponseWriter, _ post) { <-late })
	id := d.happens(refund.NoticeSent)
	sender := d.hurried()
	sender.Pass(t.Context(), to.Name)
	if got := d.stands("crm"); got.WaitingCount != 1 || got.Problem != "no answer: it took too long" {
		t.Errorf("the endpoint stands as %+v", got)
	}
	close(late) // it answers 200, and nobody listens any more
	r.answers(nil)
	d.Clock.Advance(time.Minute)
	sender.Pass(t.Context(), to.Name)
	if got := ids(r.got()); !reflect.DeepEqual(got, []string{id, id}) || d.stands("crm").WaitingCount != 0 {
		t.Errorf("told %v", got)
	}
}

func TestWhatFollowsAStatusIsNotWaitedForAndATooLargeHeaderIsNoAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(conn net.Conn, hold <-chan struct{})
		told   bool
	}{
		"a body that never comes": {func(conn net.Conn, hold <-chan struct{}) {
			_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"))
			<-hold
		}, true},
		"a header without an end": {func(conn net.Conn, _ <-chan struct{}) {
			_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nX-Much: "))
			for range 1 << 10 {
				if _, err := conn.Write([]byte(strings.Repeat("so what? ", 100))); err != nil {
					return
				}
			}
		}, false},
		"no HTTP": {func(conn net.Conn, _ <-chan struct{}) { _, _ = conn.Write([]byte("220 mail.example.com ESMTP\r\n")) }, false},
	} {
		d := setup(t)
		hold := make(chan struct{})
		to, _ := d.tells(&receiver{Server: &httptest.Server{URL: "http://" + speaks(t, func(conn net.Conn) { c.answer(conn, hold) })}, name: "crm"})
		d.happens(refund.NoticeSent)
		d.hurried().Pass(t.Context(), to.Name)
		if got := d.stands("crm"); (got.ToldAt != nil) != c.told {
			t.Errorf("%s: the endpoint stands as %+v", name, got)
		}
		close(hold)
	}
}

// speaks is an address where each request is answered by hand.
func speaks(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					answer(conn)
				}
			}()
		}
	}()
	return listener.Addr().String()
}

func TestWithoutTLSNoAddressOfTheInternetIsReached(t *testing.T) {
	d := setup(t)
	to, _ := d.tells(&receiver{Server: &httptest.Server{URL: "http://93.184.216.34"}, name: "crm"})
	d.happens(refund.NoticeSent)
	d.pass(to)
	if got := d.stands("crm").Problem; !strings.HasPrefix(got, "no answer: its address is http://") {
		t.Errorf("the problem is %q", got)
	}
}

func TestNoSecretAndNoKeyOfAnAddressIsInWhatIsSaidOrKept(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, file := d.tells(r)
	r.answers(status(http.StatusForbidden))
	d.happens(refund.NoticeSent)
	d.pass(to)
	r.Close()
	d.Clock.Advance(time.Hour)
	d.pass(to)
	linetest.Overwrite(t, file, []byte(strings.TrimSuffix(firstSecret, "=")+"!"))
	d.newSender(d.config()).Pass(t.Context(), to.Name)
	said := ""
	for _, trouble := range d.troubles {
		said += trouble.Problem + "\n"
	}
	said += d.stands("crm").Problem
	if strings.Contains(said, "of-the-receiver") || strings.Contains(said, "MDEyMzQ1") || strings.Count(said, "\n") != 3 {
		t.Errorf("said %q", said)
	}
}
