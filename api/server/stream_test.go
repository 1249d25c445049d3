package server

import (
	"bufio"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// streamed is a server with one stream that writes a line each time it is told to, with times far shorter than a stream.
type streamed struct {
	t      *testing.T
	web    *httptest.Server
	write  chan string
	ending chan struct{}
	// ended has each stream whose request was cancelled.
	ended chan struct{}
}

// briefly is the time that every other answer is held to.
const briefly = 100 * time.Millisecond

func openStream(t *testing.T, http2 bool) *streamed {
	t.Helper()
	s := &streamed{t: t, write: make(chan string), ending: make(chan struct{}), ended: make(chan struct{}, 8)}
	l := open(t, func(c *Config) {
		c.StreamsMax, c.StreamsEachMax, c.Ending = 3, 2, s.ending
		c.Address = Rate{1000, 1000}
	})
	door := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := http.NewResponseController(w)
		_ = line.Flush()
		for {
			select {
			case <-r.Context().Done():
				s.ended <- struct{}{}
				return
			case text := <-s.write:
				_, _ = io.WriteString(w, text+"\n")
				if err := line.Flush(); err != nil {
					return
				}
			}
		}
	})
	s.web = httptest.NewUnstartedServer(l.Handler([]Door{{Name: "live", Prefix: "/live", Stream: true, Handler: door, Refuse: say}}, nil))
	s.web.Config.ReadTimeout, s.web.Config.WriteTimeout = briefly, briefly
	s.web.EnableHTTP2 = http2
	s.web.StartTLS()
	t.Cleanup(s.web.Close)
	return s
}

func (s *streamed) open() *http.Response {
	s.t.Helper()
	answer, err := s.web.Client().Get(s.web.URL + "/live")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

func TestAStreamOutlivesTheTimeOfOtherAnswersAndEndsWithTheProcess(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		s := openStream(t, http2)
		answer := s.open()
		if http2 != (answer.ProtoMajor == 2) {
			t.Fatalf("it is answered by %s", answer.Proto)
		}
		lines := bufio.NewScanner(answer.Body)
		tick := time.NewTicker(briefly)
		defer tick.Stop()
		for n := range 4 {
			<-tick.C
			text := fmt.Sprint("row ", n)
			s.write <- text
			if !lines.Scan() || lines.Text() != text {
				t.Fatalf("%s: after %d times %s it says %q %v", answer.Proto, n+1, briefly, lines.Text(), lines.Err())
			}
		}
		close(s.ending)
		<-s.ended
		if lines.Scan() {
			t.Errorf("it goes on with %q", lines.Text())
		}
	}
}

func TestNoMoreThanSoManyStreamsAreOpen(t *testing.T) {
	s := openStream(t, false)
	first, _ := s.open(), s.open()
	if answer := s.open(); answer.StatusCode != http.StatusTeapot {
		t.Errorf("a third of one address: %s", answer.Status)
	}
	_ = first.Body.Close()
	<-s.ended
	for deadline := time.Now().Add(10 * time.Second); s.open().StatusCode != http.StatusOK; {
		if time.Now().After(deadline) {
			t.Fatal("the place of one that ended is not given back")
		}
	}
}

// aForm is a form with a file of so many bytes.
func aForm(size int) (body, kind string) {
	var out strings.Builder
	form := multipart.NewWriter(&out)
	file, _ := form.CreateFormFile("evidence", "photo.jpg") // a strings.Builder takes all
	_, _ = io.WriteString(file, strings.Repeat("x", size))
	_ = form.Close()
	return out.String(), form.FormDataContentType()
}

func TestAFormWithFilesMayBeLargerAndFewAreOnTheirWayAtOnce(t *testing.T) {
	arrived, goOn := make(chan int64, 4), make(chan struct{})
	l := open(t, func(c *Config) {
		c.Address, c.CallsMax, c.Uploads = Rate{1000, 1000}, 8, Uploads{BytesMax: 4 << 10, AtOnceMax: 2}
	})
	l.does = func(r *http.Request) error { arrived <- r.ContentLength; return nil }
	web := httptest.NewServer(l.handler)
	defer web.Close()
	send := func(body io.Reader, length int64, kind string) int {
		request, err := http.NewRequest(http.MethodPost, web.URL+"/v1/x", body)
		if err != nil {
			t.Error(err)
			return 0
		}
		request.ContentLength = length
		request.Header.Set("Content-Type", kind)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Error(err)
			return 0
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	form, kind := aForm(2 << 10)
	large, largeKind := aForm(5 << 10)
	for _, c := range []struct {
		name, body, kind string
		length           int64
		status           int
	}{
		{"a form with a file", form, kind, int64(len(form)), http.StatusOK},
		{"one that does not say how long it is", form, kind, -1, http.StatusTeapot},
		{"another body as large", form, "application/json", int64(len(form)), http.StatusTeapot},
		{"a form that is too large", large, largeKind, int64(len(large)), http.StatusTeapot},
	} {
		if status := send(strings.NewReader(c.body), c.length, c.kind); status != c.status {
			t.Errorf("%s: %d, want %d", c.name, status, c.status)
		}
	}
	if length := <-arrived; length != int64(len(form)) {
		t.Errorf("%d bytes arrived", length)
	}
	first := make(chan int)
	slow, begins := io.Pipe()
	go func() { first <- send(slow, int64(len(form)), kind) }()
	go func() {
		_, _ = io.WriteString(begins, form[:1<<10])
		<-goOn
		_, _ = io.WriteString(begins, form[1<<10:])
		_ = begins.Close()
	}()
	for deadline := time.Now().Add(10 * time.Second); ; { // one address has half of the places
		l.uploads.mu.Lock()
		on := l.uploads.all
		l.uploads.mu.Unlock()
		if on == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the first upload has not begun")
		}
	}
	if status := send(strings.NewReader(form), int64(len(form)), kind); status != http.StatusTeapot {
		t.Errorf("a second one of the address beside the first: %d", status)
	}
	close(goOn)
	if status := <-first; status != http.StatusOK {
		t.Errorf("the first: %d", status)
	}
	if status := send(strings.NewReader(form), int64(len(form)), kind); status != http.StatusOK {
		t.Errorf("one after the first: %d", status)
	}
}

func TestADoorSaysItselfHowARequestShowsWhoCalls(t *testing.T) {
	l := open(t, func(c *Config) {
		c.Shows = func(r *http.Request) bool { return r.Header.Get("Cookie") != "" }
		c.Names = StaffNames()
	})
	ask := func(cookie string) int {
		r := httptest.NewRequest(http.MethodGet, "/v1/x", nil)
		if cookie != "" {
			r.Header.Set("Cookie", cookie)
		}
		w := httptest.NewRecorder()
		l.handler.ServeHTTP(w, r)
		return w.Code
	}
	for range 2 {
		ask("")
	}
	if with, without := ask("a=b"), ask(""); with != http.StatusOK || without != http.StatusTeapot {
		t.Errorf("with a cookie %d, without %d", with, without)
	}
	if got := shown(t, l.registry, StaffNames().Limited, "address"); got != 1 {
		t.Errorf("%v were limited under the desk's name", got)
	}
}
