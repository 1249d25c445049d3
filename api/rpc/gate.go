package rpc

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// gate refuses what the transport would refuse without a code of makegood's, before it is a call: an address, an HTTP method, a
// type of content or a header that no procedure takes.
type gate struct {
	next http.Handler
	// procedures are those that are served, with the HTTP methods they take.
	procedures map[string][]string
	writer     *connecthttp.ErrorWriter
}

func newGate(next http.Handler, server *connect.Server) gate {
	g := gate{next: next, procedures: map[string][]string{}, writer: connecthttp.NewErrorWriter()}
	for spec := range server.Specs() {
		methods := []string{http.MethodPost}
		if spec.IdempotencyLevel == connect.IdempotencyNoSideEffects {
			methods = append(methods, http.MethodGet)
		}
		g.procedures[spec.Procedure] = methods
	}
	return g
}

// ServeHTTP implements http.Handler.
func (g gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	methods, known := g.procedures[r.URL.Path]
	err := error(refund.Problem{Code: api.CodeUnknownMethod, Detail: "there is no such method"})
	if known {
		err = refusedAtGate(r, methods)
	}
	if err == nil {
		g.next.ServeHTTP(inTime{w}, r)
		return
	}
	own := CallIn(r.Header.Get("Accept-Language")).Failed(err)
	status := api.ClassOf(refund.CodeIn(err.Error())).HTTPStatus()
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", strings.Join(methods, ", "))
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/connect+") { // of streams, which there are none of here
		r = r.Clone(r.Context())
		r.Header.Del("Content-Type")
	}
	_ = g.writer.Write(asStatus{w, status}, r, failed(own)) // who has hung up hears nothing
}

// The forms in which a message is read, by the media type, and how a body may be packed.
var (
	mediaTypes = []string{
		"application/json", "application/proto", "application/grpc", "application/grpc+proto", "application/grpc+json",
		"application/grpc-web", "application/grpc-web+proto", "application/grpc-web+json",
	}
	encodings = []string{"", "identity", "gzip"}
	// millis and grpcTimeout are how the transports write how long the caller waits.
	millis      = regexp.MustCompile(`^([0-9]{1,10})?$`)
	grpcTimeout = regexp.MustCompile(`^([0-9]{1,8}[HMSmun])?$`)
)

// refusedAtGate is why a request to a procedure is no call.
func refusedAtGate(r *http.Request, methods []string) error {
	if !slices.Contains(methods, r.Method) {
		return refund.Problem{Code: api.CodeWrongHTTPMethod, Detail: "this method takes " + strings.Join(methods, ", ")}
	}
	if r.Method == http.MethodGet {
		return refusedQuery(r)
	}
	media, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(mediaTypes, media) || !readable(parameters) {
		return refund.Problem{Code: api.CodeMediaType, Detail: fmt.Sprintf("the body's type is %q; there are %s", r.Header.Get("Content-Type"), strings.Join(mediaTypes, ", "))}
	}
	header, timeout, form := "Content-Encoding", "Connect-Timeout-Ms", millis
	if strings.HasPrefix(media, "application/grpc") {
		header, timeout, form = "Grpc-Encoding", "Grpc-Timeout", grpcTimeout
	}
	return refusedHeaders(r, header, timeout, form)
}

// readable reports whether a media type's parameters are those that the transport knows: none, or that the text is UTF-8.
func readable(parameters map[string]string) bool {
	for name, value := range parameters {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return false
		}
	}
	return true
}

func refusedHeaders(r *http.Request, encoding, timeout string, form *regexp.Regexp) error {
	switch {
	case !slices.Contains(encodings, r.Header.Get(encoding)):
		return refund.Problem{Code: api.CodeMediaType, Detail: fmt.Sprintf("%s is %q; there are identity and gzip", encoding, r.Header.Get(encoding))}
	case !form.MatchString(r.Header.Get(timeout)):
		return refund.Problem{Code: refund.CodeMalformed, Detail: fmt.Sprintf("%s is %q", timeout, r.Header.Get(timeout))}
	case r.Header.Get("Connect-Protocol-Version") != "" && r.Header.Get("Connect-Protocol-Version") != "1":
		return refund.Problem{Code: refund.CodeMalformed, Detail: "Connect-Protocol-Version is 1"}
	}
	return nil
}

// refusedQuery is why a GET is no call: its message stands in the query.
func refusedQuery(r *http.Request) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	switch {
	case err != nil:
		return refund.Problem{Code: refund.CodeMalformed, Detail: "the query is no query"}
	case slices.ContainsFunc(slices.Collect(maps.Values(query)), func(values []string) bool { return len(values) > 1 }):
		return refund.Problem{Code: refund.CodeMalformed, Detail: "the query says something twice"}
	case r.ContentLength != 0:
		return refund.Problem{Code: api.CodeMediaType, Detail: "a GET has no body"}
	case !slices.Contains([]string{"json", "proto"}, query.Get("encoding")):
		return refund.Problem{Code: api.CodeMediaType, Detail: "encoding is json or proto"}
	case !query.Has("message"):
		return refund.Problem{Code: refund.CodeMalformed, Detail: "the query has no message"}
	case !slices.Contains(encodings, query.Get("compression")):
		return refund.Problem{Code: api.CodeMediaType, Detail: "compression is identity or gzip"}
	case query.Get("connect") != "" && query.Get("connect") != "v1":
		return refund.Problem{Code: refund.CodeMalformed, Detail: "connect is v1"}
	}
	return refusedHeaders(r, "Content-Encoding", "Connect-Timeout-Ms", millis)
}

// inTime says a caller's own deadline as 408: Connect's 504 would call it an outage of ours.
type inTime struct{ http.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (w inTime) WriteHeader(status int) {
	if status == http.StatusGatewayTimeout {
		status = http.StatusRequestTimeout
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (w inTime) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush implements http.Flusher.
func (w inTime) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// asStatus answers in Connect's form with the status of the error's class; gRPC's answers stay 200.
type asStatus struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w asStatus) WriteHeader(status int) {
	if status != http.StatusOK {
		status = w.status
	}
	w.ResponseWriter.WriteHeader(status)
}
