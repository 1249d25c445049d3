package rpc_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	statuspb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
)

// frame is a message as gRPC and gRPC-Web frame it.
func frame(message string) string {
	head := make([]byte, 5)
	binary.BigEndian.PutUint32(head[1:], uint32(len(message)))
	return string(head) + message
}

// raw is a request as a broken or foreign program sends it.
type raw struct {
	method, path, body string
	headers            map[string]string
}

// answered is what came: the HTTP status, gRPC's where there is one, and the Problem.
type answered struct {
	status  int
	grpc    string
	problem *apiv1.Problem
	header  http.Header
}

func (o *opened) send(t *testing.T, in raw) answered {
	t.Helper()
	if in.method == "" {
		in.method = http.MethodPost
	}
	if in.path == "" {
		in.path = "Ask"
	}
	request, err := http.NewRequestWithContext(t.Context(), in.method, o.server.URL+"/makegood.api.v1.RefundService/"+in.path, strings.NewReader(in.body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer of-ann")
	request.Header.Set("Idempotency-Key", "k-1")
	request.Header.Set("Accept-Language", "zh-CN")
	for name, value := range in.headers {
		request.Header.Set(name, value)
	}
	response, err := o.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := answered{status: response.StatusCode, problem: &apiv1.Problem{}, header: response.Header}
	for _, headers := range []http.Header{response.Header, response.Trailer, trailersIn(body)} {
		if status := headers.Get("Grpc-Status"); status != "" {
			out.grpc = status
			out.problem = fromStatus(t, headers.Get("Grpc-Status-Details-Bin"))
		}
	}
	if out.grpc == "" {
		out.problem = fromConnect(body)
	}
	return out
}

// trailersIn are the trailers that gRPC-Web puts at the end of the body.
func trailersIn(body []byte) http.Header {
	out := http.Header{}
	if len(body) < 5 || body[0] != 0x80 {
		return out
	}
	for line := range strings.SplitSeq(string(body[5:]), "\r\n") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			out.Set(name, strings.TrimSpace(value))
		}
	}
	return out
}

func fromStatus(t *testing.T, header string) *apiv1.Problem {
	t.Helper()
	bytes, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(header, "="))
	if err != nil {
		t.Fatal(err)
	}
	var status statuspb.Status
	problem := &apiv1.Problem{}
	if err := proto.Unmarshal(bytes, &status); err != nil {
		t.Fatal(err)
	}
	for _, detail := range status.GetDetails() {
		if err := detail.UnmarshalTo(problem); err != nil {
			t.Fatal(err)
		}
	}
	return problem
}

func fromConnect(body []byte) *apiv1.Problem {
	var said struct {
		Details []struct{ Type, Value string }
	}
	problem := &apiv1.Problem{}
	if json.NewDecoder(bytes.NewReader(body)).Decode(&said) != nil || len(said.Details) != 1 {
		return problem
	}
	if value, err := base64.RawStdEncoding.DecodeString(said.Details[0].Value); err == nil {
		_ = proto.Unmarshal(value, problem) // an empty problem has no code, which is what is looked at
	}
	return problem
}

// TestEveryErrorOfTheTransportHasItsCode in each protocol, with the sentence in the caller's language; none of them is said to
// be a fault, and nothing is done.
func TestEveryErrorOfTheTransportHasItsCode(t *testing.T) {
	ask := `{"id":"` + id + `","question":"Which box?"}`
	binary, err := proto.Marshal(&apiv1.AskRequest{Id: id, Question: "Which box?"})
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", rpc.MessageBytesMax+1)
	of := func(more ...string) map[string]string {
		out := map[string]string{"Content-Type": more[0]}
		for n := 1; n < len(more); n += 2 {
			out[more[n]] = more[n+1]
		}
		return out
	}
	const js, pb, grpc, web = "application/json", "application/proto", "application/grpc", "application/grpc-web+proto"
	for name, c := range map[string]struct {
		raw
		status int
		grpc   string
		code   refund.Code
	}{
		"connect: a method nobody knows":   {raw{path: "Terminate", body: `{}`, headers: of(js)}, 404, "", api.CodeUnknownMethod},
		"connect: GET of what acts":        {raw{method: "GET", path: "Ask?encoding=json&message={}"}, 405, "", api.CodeWrongHTTPMethod},
		"connect: PUT":                     {raw{method: "PUT", body: ask, headers: of(js)}, 405, "", api.CodeWrongHTTPMethod},
		"connect: text":                    {raw{body: ask, headers: of("text/plain")}, 415, "", api.CodeMediaType},
		"connect: no type":                 {raw{body: ask, headers: of("")}, 415, "", api.CodeMediaType},
		"connect: a stream":                {raw{body: frame(ask), headers: of("application/connect+json")}, 415, "", api.CodeMediaType},
		"connect: packed by nobody knows":  {raw{body: ask, headers: of(js, "Content-Encoding", "br")}, 415, "", api.CodeMediaType},
		"connect: said to be packed":       {raw{body: ask, headers: of(js, "Content-Encoding", "gzip")}, 400, "", refund.CodeMalformed},
		"connect: a time that is none":     {raw{body: ask, headers: of(js, "Connect-Timeout-Ms", "soon")}, 400, "", refund.CodeMalformed},
		"connect: another protocol":        {raw{body: ask, headers: of(js, "Connect-Protocol-Version", "2")}, 400, "", refund.CodeMalformed},
		"connect: too large":               {raw{body: `{"question":"` + long + `"}`, headers: of(js)}, 400, "", refund.CodeTooLarge},
		"connect: no protobuf":             {raw{body: "\xff\xff\xff", headers: of(pb)}, 400, "", refund.CodeMalformed},
		"connect: GET without a message":   {raw{method: "GET", path: "GetRefund?encoding=json"}, 400, "", refund.CodeMalformed},
		"connect: GET in no encoding":      {raw{method: "GET", path: "GetRefund?message={}"}, 415, "", api.CodeMediaType},
		"connect: GET of no JSON":          {raw{method: "GET", path: "GetRefund?encoding=json&message=x"}, 400, "", refund.CodeMalformed},
		"connect: GET with a body":         {raw{method: "GET", path: "GetRefund?encoding=json&message={}", body: "x"}, 415, "", api.CodeMediaType},
		"connect: in UTF-16":               {raw{body: ask, headers: of(js + "; charset=utf-16")}, 415, "", api.CodeMediaType},
		"connect: a type with a boundary":  {raw{body: ask, headers: of(js + "; boundary=x")}, 415, "", api.CodeMediaType},
		"connect: GET of no query":         {raw{method: "GET", path: "GetRefund?encoding=json&message={};x=1"}, 400, "", refund.CodeMalformed},
		"connect: GET of two messages":     {raw{method: "GET", path: "GetRefund?encoding=json&message={}&message={}"}, 400, "", refund.CodeMalformed},
		"connect: a view with a sign":      {raw{body: ask, headers: of(js, "If-Match", `"+3"`)}, 409, "", refund.CodeStaleView},
		"connect: a key with a blank":      {raw{body: ask, headers: of(js, "Idempotency-Key", "a b")}, 400, "", refund.CodeMalformed},
		"connect: a key that is no text":   {raw{body: ask, headers: of(js, "Idempotency-Key", "\xff\xfe")}, 400, "", refund.CodeMalformed},
		"grpc: a key that is no text":      {raw{body: frame(string(binary)), headers: of(grpc, "Idempotency-Key", "\xff\xfe")}, 200, "3", refund.CodeMalformed},
		"grpc: a type with a boundary":     {raw{body: frame(string(binary)), headers: of(grpc + "; boundary=x")}, 415, "", api.CodeMediaType},
		"grpc: in UTF-8":                   {raw{body: frame(""), headers: of(grpc + "; charset=utf-8")}, 200, "3", refund.CodeBadID},
		"proto: in UTF-8":                  {raw{headers: of(pb + "; charset=utf-8")}, 400, "", refund.CodeBadID},
		"grpc: a method nobody knows":      {raw{path: "Terminate", headers: of(grpc)}, 200, "12", api.CodeUnknownMethod},
		"grpc: a frame cut short":          {raw{body: frame(string(binary))[:9], headers: of(grpc)}, 200, "3", refund.CodeMalformed},
		"grpc: no frame":                   {raw{body: "x", headers: of(grpc)}, 200, "3", refund.CodeMalformed},
		"grpc: nothing at all":             {raw{headers: of(grpc)}, 200, "3", refund.CodeMalformed},
		"grpc: no protobuf":                {raw{body: frame("\xff\xff\xff"), headers: of(grpc)}, 200, "3", refund.CodeMalformed},
		"grpc: two messages":               {raw{body: frame(string(binary)) + frame(string(binary)), headers: of(grpc)}, 200, "3", refund.CodeMalformed},
		"grpc: too large":                  {raw{body: frame(long), headers: of(grpc)}, 200, "3", refund.CodeTooLarge},
		"grpc: packed by nobody knows":     {raw{body: frame(string(binary)), headers: of(grpc, "Grpc-Encoding", "br")}, 200, "3", api.CodeMediaType},
		"grpc: a time that is none":        {raw{body: frame(string(binary)), headers: of(grpc, "Grpc-Timeout", "5")}, 200, "3", refund.CodeMalformed},
		"grpc: another form":               {raw{body: frame("<ask/>"), headers: of("application/grpc+xml")}, 200, "3", api.CodeMediaType},
		"grpc-web: a method nobody knows":  {raw{path: "Terminate", headers: of(web)}, 200, "12", api.CodeUnknownMethod},
		"grpc-web: a frame cut short":      {raw{body: frame(string(binary))[:9], headers: of(web)}, 200, "3", refund.CodeMalformed},
		"grpc-web: packed by nobody knows": {raw{body: frame(string(binary)), headers: of(web, "Grpc-Encoding", "br")}, 200, "3", api.CodeMediaType},
		"grpc-web: an act of no refund":    {raw{body: frame(""), headers: of(web)}, 200, "3", refund.CodeBadID},
		"connect: a view that is none":     {raw{body: ask, headers: of(js, "If-Match", "3")}, 409, "", refund.CodeStaleView},
		"connect: a weak tag":              {raw{body: ask, headers: of(js, "If-Match", `W/"3"`)}, 409, "", refund.CodeStaleView},
		"connect: two views":               {raw{body: ask, headers: of(js, "If-Match", `"3", "4"`)}, 400, "", refund.CodeMalformed},
		"connect: a view of no act":        {raw{path: "PreviewRefund", body: `{}`, headers: of(js, "If-Match", `"3"`)}, 400, "", refund.CodeMalformed},
		"connect: two views of one refund": {raw{body: ask[:len(ask)-1] + `,"expected_version":4}`, headers: of(js, "If-Match", `"3"`)}, 400, "", refund.CodeMalformed},
		"connect: the key of the request":  {raw{body: ask, headers: of(js, "Idempotency-Key", "r")}, 409, "", refund.CodeConflict},
	} {
		o := open(t)
		got := o.send(t, c.raw)
		if got.status != c.status || got.grpc != c.grpc || got.problem.GetCode() != string(c.code) {
			t.Errorf("%s: %d %q %v; want %d %q %s", name, got.status, got.grpc, got.problem, c.status, c.grpc, c.code)
		}
		if !strings.Contains(got.problem.GetSentence(), "原文") || got.problem.GetDetail() == "" {
			t.Errorf("%s: said %v", name, got.problem)
		}
		if got.status == http.StatusMethodNotAllowed && got.header.Get("Allow") != "POST" {
			t.Errorf("%s: Allow %q", name, got.header.Get("Allow"))
		}
		if sent := len(o.Stories.Acts()) + len(o.Intake.Asked); sent != 0 || len(o.faults) != 0 {
			t.Errorf("%s: %d were sent, faults %v", name, sent, o.faults)
		}
	}
}

// TestACallersDeadlineIsNoFaultOfOurs: it is said as such by each protocol, and reported as no fault.
func TestACallersDeadlineIsNoFaultOfOurs(t *testing.T) {
	ask, err := proto.Marshal(&apiv1.AskRequest{Id: id, Question: "Which box?"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw
		status int
		grpc   string
	}{
		"connect":  {raw{body: string(ask), headers: map[string]string{"Content-Type": "application/proto", "Connect-Timeout-Ms": "20"}}, 408, ""},
		"grpc":     {raw{body: frame(string(ask)), headers: map[string]string{"Content-Type": "application/grpc", "Grpc-Timeout": "20m"}}, 200, "4"},
		"grpc-web": {raw{body: frame(string(ask)), headers: map[string]string{"Content-Type": "application/grpc-web", "Grpc-Timeout": "20m"}}, 200, "4"},
	} {
		o := open(t)
		o.Stories.Waits = true
		got := o.send(t, c.raw)
		if got.status != c.status || got.grpc != c.grpc || got.problem.GetCode() != string(api.CodeCallerDeadline) || len(o.faults) != 0 {
			t.Errorf("%s: %d %q %v, faults %v", name, got.status, got.grpc, got.problem, o.faults)
		}
	}
}

// TestWhatIsAwayIsSaidToBeAway, and after how long it is worth another call.
func TestWhatIsAwayIsSaidToBeAway(t *testing.T) {
	for _, code := range []refund.Code{"TEMPORAL_AWAY", "LEDGER_AWAY", api.CodeIdentityAway} {
		o := open(t)
		o.Stories.ActErr = refund.Problem{Code: code, Detail: "it does not answer"}
		got := o.send(t, raw{body: `{"id":"` + id + `","question":"Which box?"}`, headers: map[string]string{"Content-Type": "application/json"}})
		if got.status != http.StatusServiceUnavailable || got.problem.GetCode() != string(code) || got.header.Get("Retry-After") != "5" || len(o.faults) != 0 {
			t.Errorf("%s: %d %v %v, faults %v", code, got.status, got.problem, got.header, o.faults)
		}
	}
}
