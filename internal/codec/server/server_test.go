package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/makegood/makegood/internal/codec"
	"github.com/makegood/makegood/internal/codec/server"
)

const (
	uiOrigin   = "http://127.0.0.1:8233"
	secretText = "buyer@example.com"
)

// bundle is a codec server, with mia's token.
type bundle struct {
	t        *testing.T
	url      string
	token    string
	tokens   string
	codec    codec.Codec
	logs     *observer.ObservedLogs
	registry *prometheus.Registry
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{t: t, tokens: filepath.Join(t.TempDir(), "tokens"), registry: prometheus.NewRegistry()}
	keys := filepath.Join(t.TempDir(), "keys")
	b.must(codec.ChangeKeyFile(keys, func(content []byte) ([]byte, error) { return codec.AddKey(content, "a") }))
	ring, err := codec.OpenRing(keys)
	b.must(err)
	b.codec = codec.New(ring, nil)
	b.token = b.adds("mia")
	core, logs := observer.New(zapcore.InfoLevel)
	b.logs = logs
	handler, err := server.New(server.Config{
		Codec: b.codec, Namespace: "shop", Origin: uiOrigin, TokensFile: b.tokens, Logger: zap.New(core), Metrics: b.registry,
	})
	b.must(err)
	listener := httptest.NewServer(handler)
	t.Cleanup(listener.Close)
	b.url = listener.URL
	return b
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// adds makes a token.
func (b *bundle) adds(name string) (made string) {
	b.t.Helper()
	b.must(codec.ChangeKeyFile(b.tokens, func(content []byte) (changed []byte, err error) {
		changed, made, err = server.AddToken(content, name)
		return changed, err
	}))
	return made
}

// sealed is a request's body with one sealed payload.
func (b *bundle) sealed() []byte {
	b.t.Helper()
	payload, err := b.codec.DataConverter().ToPayload(secretText)
	b.must(err)
	body, err := protojson.Marshal(&common.Payloads{Payloads: []*common.Payload{payload}})
	b.must(err)
	return body
}

// ask is a request as the UI or a command would send it, changed.
type ask struct {
	method, path string
	headers      map[string]string
	body         []byte
	client       *http.Client
}

func (b *bundle) asks(a ask) (*http.Response, string) {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), a.method, b.url+a.path, bytes.NewReader(a.body))
	b.must(err)
	for name, value := range a.headers {
		request.Header.Set(name, value)
	}
	if a.client == nil {
		a.client = http.DefaultClient
	}
	response, err := a.client.Do(request)
	b.must(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	b.must(err)
	return response, string(text)
}

// decode asks to open one payload.
func (b *bundle) decode(change func(*ask)) (*http.Response, string) {
	b.t.Helper()
	a := ask{method: http.MethodPost, path: "/decode", body: b.sealed(), headers: map[string]string{
		"Content-Type": "application/json", "X-Namespace": "shop", "Authorization": "Bearer " + b.token,
	}}
	if change != nil {
		change(&a)
	}
	return b.asks(a)
}

// opened is what an answer holds, or "".
func opened(t *testing.T, body string) (text string) {
	t.Helper()
	var payloads common.Payloads
	if protojson.Unmarshal([]byte(body), &payloads) != nil || len(payloads.GetPayloads()) == 0 {
		return ""
	}
	_ = converter.GetDefaultDataConverter().FromPayload(payloads.GetPayloads()[0], &text) // what does not decode is ""
	return text
}

func TestWhoHasATokenReadsAndThatIsLoggedWithoutWhatWasRead(t *testing.T) {
	b := setup(t)
	response, body := b.decode(nil)
	if response.StatusCode != http.StatusOK || opened(t, body) != secretText {
		t.Fatalf("answered %s: %s", response.Status, body)
	}
	lines := b.logs.FilterMessage("codec request").All()
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	about := lines[0].ContextMap()
	if about["who"] != "mia" || about["payloads"] != int64(1) || about["act"] != "decode" || about["result"] != "served" {
		t.Errorf("logged %v", about)
	}
	b.logsNothingSecret()
	if response.Header.Get("Cache-Control") != "no-store" {
		t.Error("the answer may be kept by a cache")
	}
}

// logsNothingSecret looks through every line.
func (b *bundle) logsNothingSecret() {
	b.t.Helper()
	for _, line := range b.logs.All() {
		text := fmt.Sprint(line.Message, line.ContextMap())
		if strings.Contains(text, "buyer") || strings.Contains(text, b.token) {
			b.t.Errorf("logged %q", text)
		}
	}
}

func TestEveryOtherRequestIsRefusedWithItsReason(t *testing.T) {
	with := func(name, value string) func(*ask) { return func(a *ask) { a.headers[name] = value } }
	for _, c := range []struct {
		name   string
		change func(*ask)
		status int
		code   string
	}{
		{"no token", func(a *ask) { delete(a.headers, "Authorization") }, http.StatusUnauthorized, "SIGN_IN_NEEDED"},
		{"a wrong token", with("Authorization", "Bearer "+strings.Repeat("A", 26)), http.StatusUnauthorized, "SIGN_IN_NEEDED"},
		{"an empty token", with("Authorization", "Bearer "), http.StatusUnauthorized, "SIGN_IN_NEEDED"},
		{"another scheme", with("Authorization", "Basic bWlhOm1pYQ=="), http.StatusUnauthorized, "SIGN_IN_NEEDED"},
		{"a cookie that nobody was given", func(a *ask) {
			delete(a.headers, "Authorization")
			a.headers["Origin"], a.headers["Cookie"] = uiOrigin, "makegood_codec=x"
		}, http.StatusUnauthorized, "SIGN_IN_NEEDED"},
		{"another site's page, with the token", with("Origin", "https://evil.example"), http.StatusForbidden, "ORIGIN_REFUSED"},
		{"the UI's host with another port", with("Origin", "http://127.0.0.1:8234"), http.StatusForbidden, "ORIGIN_REFUSED"},
		{"a page without an origin", with("Origin", "null"), http.StatusForbidden, "ORIGIN_REFUSED"},
		{"another namespace", with("X-Namespace", "payroll"), http.StatusForbidden, "NAMESPACE_REFUSED"},
		{"no namespace", func(a *ask) { delete(a.headers, "X-Namespace") }, http.StatusForbidden, "NAMESPACE_REFUSED"},
		{"a form's content type, which needs no preflight", with("Content-Type", "text/plain"), http.StatusUnsupportedMediaType, "NOT_JSON"},
		{"a body over the limit", func(a *ask) { a.body = append(a.body, bytes.Repeat([]byte(" "), 8<<20)...) }, http.StatusRequestEntityTooLarge, "TOO_LARGE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			response, body := b.decode(c.change)
			if response.StatusCode != c.status || !strings.HasPrefix(body, c.code+": ") || strings.Contains(body, "buyer") {
				t.Errorf("answered %s: %.200s", response.Status, body)
			}
			if b.counted("decode/refused") != 1 || b.counted("decode/served") != 0 {
				t.Error("it was not counted as refused")
			}
			if c.code == "ORIGIN_REFUSED" && response.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Error("the other page may read the answer")
			}
			b.logsNothingSecret()
		})
	}
}

// counted is the counter of requests with these labels.
func (b *bundle) counted(labels string) (count float64) {
	b.t.Helper()
	families, err := b.registry.Gather()
	b.must(err)
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			if family.GetName() == server.MetricRequests && metric.GetLabel()[0].GetValue()+"/"+metric.GetLabel()[1].GetValue() == labels {
				count = metric.GetCounter().GetValue()
			}
		}
	}
	return count
}

func TestATamperedPayloadIsAnErrorWithItsCode(t *testing.T) {
	b := setup(t)
	payload, err := b.codec.DataConverter().ToPayload(secretText)
	b.must(err)
	payload.Data[len(payload.Data)-1] ^= 1
	body, err := protojson.Marshal(&common.Payloads{Payloads: []*common.Payload{payload}})
	b.must(err)
	response, text := b.decode(func(a *ask) { a.body = body })
	if response.StatusCode != http.StatusBadRequest || !strings.HasPrefix(text, "PAYLOAD_TAMPERED: ") || b.counted("decode/unreadable") != 1 {
		t.Errorf("answered %s: %s", response.Status, text)
	}
	response, text = b.decode(func(a *ask) { a.body = []byte("{") })
	if response.StatusCode != http.StatusBadRequest || b.counted("decode/malformed") != 1 {
		t.Errorf("half a body: answered %s: %s", response.Status, text)
	}
}

// TestTemporalsOwnClientOfRemoteCodecsWorksWithIt: the temporal command is one, with --codec-endpoint.
func TestTemporalsOwnClientOfRemoteCodecsWorksWithIt(t *testing.T) {
	b := setup(t)
	remote := converter.NewRemotePayloadCodec(converter.RemotePayloadCodecOptions{Endpoint: b.url, ModifyRequest: func(r *http.Request) error {
		r.Header.Set("X-Namespace", "shop")
		r.Header.Set("Authorization", "Bearer "+b.token)
		return nil
	}})
	over := converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), remote)
	payload, err := over.ToPayload(secretText)
	b.must(err)
	if codec.KeyID(payload) != "a" {
		t.Errorf("sealed as %v", payload.GetMetadata())
	}
	var text string
	if err := b.codec.DataConverter().FromPayload(payload, &text); err != nil || text != secretText {
		t.Errorf("a worker reads %q, %v", text, err)
	}
	if err := over.FromPayload(payload, &text); err != nil || text != secretText {
		t.Errorf("the command reads %q, %v", text, err)
	}
}

func TestThePreflightOfTheUIIsAnsweredAndNoOther(t *testing.T) {
	b := setup(t)
	preflight := func(origin string) *http.Response {
		response, _ := b.asks(ask{method: http.MethodOptions, path: "/decode", headers: map[string]string{
			"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-namespace",
		}})
		return response
	}
	answer := preflight(uiOrigin)
	if answer.StatusCode != http.StatusNoContent || answer.Header.Get("Access-Control-Allow-Origin") != uiOrigin ||
		answer.Header.Get("Access-Control-Allow-Credentials") != "true" || !strings.Contains(answer.Header.Get("Access-Control-Allow-Headers"), "X-Namespace") {
		t.Errorf("the UI is answered %s %v", answer.Status, answer.Header)
	}
	for _, other := range []string{"https://evil.example", "null", ""} {
		if answer := preflight(other); answer.StatusCode != http.StatusForbidden || answer.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%q is answered %s %v", other, answer.Status, answer.Header)
		}
	}
}

// browser keeps cookies and follows nothing.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// signsIn posts the sign-in form.
func (b *bundle) signsIn(c *http.Client, token string, headers map[string]string) (*http.Response, string) {
	b.t.Helper()
	all := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Origin": b.url}
	for name, value := range headers {
		all[name] = value
	}
	return b.asks(ask{method: http.MethodPost, path: "/sign-in", client: c, headers: all, body: []byte(url.Values{"token": {token}}.Encode())})
}

// bySession asks as the UI does, with the browser's cookie.
func bySession(c *http.Client) func(*ask) {
	return func(a *ask) {
		delete(a.headers, "Authorization")
		a.client, a.headers["Origin"] = c, uiOrigin
	}
}

func TestWhoSignsInOnThePageReadsInTheUI(t *testing.T) {
	b := setup(t)
	mia := browser(t)
	response, _ := b.signsIn(mia, b.token, nil)
	cookie := response.Header.Get("Set-Cookie")
	if response.StatusCode != http.StatusSeeOther || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Fatalf("signing in is answered %s, cookie %q", response.Status, cookie)
	}
	if _, page := b.asks(ask{method: http.MethodGet, path: "/", client: mia}); !strings.Contains(page, "Signed in as <strong>mia</strong>") {
		t.Errorf("the page is %s", page)
	}
	response, body := b.decode(bySession(mia))
	if response.StatusCode != http.StatusOK || opened(t, body) != secretText || response.Header.Get("Access-Control-Allow-Credentials") != "true" {
		t.Errorf("answered %s: %s", response.Status, body)
	}
	response, _ = b.decode(func(a *ask) {
		bySession(mia)(a)
		delete(a.headers, "Origin")
	})
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a request that no page of the UI sent is answered %s for the session's cookie", response.Status)
	}
	b.asks(ask{method: http.MethodPost, path: "/sign-out", client: mia, headers: map[string]string{"Origin": b.url}})
	if response, _ := b.decode(bySession(mia)); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("after signing out: %s", response.Status)
	}
}

func TestAWrongTokenAndAnotherSitesFormSignNobodyIn(t *testing.T) {
	b := setup(t)
	c := browser(t)
	if response, page := b.signsIn(c, "wrong", nil); response.StatusCode != http.StatusUnauthorized || !strings.Contains(page, "This is no token") {
		t.Errorf("a wrong token is answered %s: %s", response.Status, page)
	}
	if response, _ := b.signsIn(c, b.token, map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}); response.StatusCode != http.StatusForbidden {
		t.Errorf("another site's form is answered %s", response.Status)
	}
	if response, _ := b.decode(bySession(c)); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("then a payload is answered %s", response.Status)
	}
}

func TestATokenThatIsTakenOutOfTheFileEndsItsSessions(t *testing.T) {
	b := setup(t)
	mia := browser(t)
	b.signsIn(mia, b.token, nil)
	if response, _ := b.decode(bySession(mia)); response.StatusCode != http.StatusOK {
		t.Fatalf("signed in, a payload is answered %s", response.Status)
	}
	b.must(os.WriteFile(b.tokens, []byte("# nobody\n"), 0o600))
	noah := b.adds("noah")
	if response, _ := b.decode(bySession(mia)); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("the session is answered %s", response.Status)
	}
	if response, _ := b.decode(nil); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("the token is answered %s", response.Status)
	}
	if response, _ := b.decode(func(a *ask) { a.headers["Authorization"] = "Bearer " + noah }); response.StatusCode != http.StatusOK {
		t.Errorf("a token that was added is answered %s", response.Status)
	}
}

func TestATokenFileThatIsWrongServesNobody(t *testing.T) {
	b := setup(t)
	b.must(os.WriteFile(b.tokens, []byte("mia short\n"), 0o600))
	if response, body := b.decode(nil); response.StatusCode != http.StatusInternalServerError || strings.Contains(body, "buyer") {
		t.Errorf("answered %s: %s", response.Status, body)
	}
	b.must(os.Chmod(b.tokens, 0o644))
	if response, _ := b.decode(nil); response.StatusCode != http.StatusInternalServerError {
		t.Errorf("a file that others may read: answered %s", response.Status)
	}
}

func TestOnlyHashesOfTokensAreKept(t *testing.T) {
	b := setup(t)
	content, err := os.ReadFile(b.tokens)
	if err != nil || bytes.Contains(content, []byte(b.token)) || !bytes.HasPrefix(content, []byte("mia ")) {
		t.Errorf("the file is %q, %v", content, err)
	}
}
