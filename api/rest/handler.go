package rest

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connectinprocess"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/api/wire"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
)

// handler serves the routes.
type handler struct {
	routes []route
	client *connect.Client
}

// Handler serves the procedures of a server of package rpc at the contract's paths.
func Handler(server *connect.Server) (http.Handler, error) {
	service := apiv1.File_makegood_api_v1_refund_service_proto.Services().ByName("RefundService")
	routes, err := routesOf(service)
	if err != nil {
		return nil, err
	}
	return handler{routes: routes, client: connect.NewClient(connectinprocess.New(server))}, nil
}

// ServeHTTP implements http.Handler.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found, values, methods := h.find(r)
	if found == nil && len(methods) == 0 {
		problemIn(r, refund.Problem{Code: api.CodeUnknownMethod, Detail: "there is nothing at this path"}).write(w)
		return
	}
	if found == nil {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		problemIn(r, refund.Problem{Code: api.CodeWrongHTTPMethod, Detail: "this path takes " + strings.Join(methods, ", ")}).write(w)
		return
	}
	in, out, err := found.messages()
	if err != nil {
		problemOf(err).write(w)
		return
	}
	if p, wrong := read(r, *found, values, in); wrong {
		p.write(w)
		return
	}
	h.call(w, r, *found, in, out)
}

// find is the route of a request with what its path says, or which methods the path takes.
func (h handler) find(r *http.Request) (found *route, values map[string]string, methods []string) {
	for i, one := range h.routes {
		said, ok := one.variables(r.URL.EscapedPath())
		if !ok {
			continue
		}
		if one.method == r.Method {
			return &h.routes[i], said, nil
		}
		if !slices.Contains(methods, one.method) {
			methods = append(methods, one.method)
		}
	}
	return nil, nil, methods
}

// messages are a new request and a new answer of the route.
func (r route) messages() (in, out proto.Message, err error) {
	made := make([]proto.Message, 0, 2)
	for _, of := range []protoreflect.MessageDescriptor{r.procedure.Input(), r.procedure.Output()} {
		kind, err := protoregistry.GlobalTypes.FindMessageByName(of.FullName())
		if err != nil {
			return nil, nil, fmt.Errorf("rest: %w", err)
		}
		made = append(made, kind.New().Interface())
	}
	return made[0], made[1], nil
}

// read fills the message from body, query and path.
func read(r *http.Request, to route, values map[string]string, in proto.Message) (problem, bool) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil { // what Query leaves out would be a filter that selects nothing out
		return problemIn(r, malformed("the query %q is no query", refund.Cut(r.URL.RawQuery, queryShownMax))), true
	}
	err = fromQuery(query, in)
	if to.hasBody {
		if !isJSON(r) {
			return problemIn(r, refund.Problem{Code: api.CodeMediaType, Detail: "the body has to be application/json, in UTF-8 and not compressed"}), true
		}
		if len(r.URL.RawQuery) > 0 {
			return problemIn(r, malformed("the message is the body; the query says %q", r.URL.RawQuery)), true
		}
		var raw []byte
		raw, err = io.ReadAll(http.MaxBytesReader(nil, r.Body, rpc.MessageBytesMax))
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			err = refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the body has more than %d bytes", tooLarge.Limit)}
		}
		if p := new(refund.Problem); err != nil && !errors.As(err, p) { // the body broke off
			err = malformed("the body cannot be read")
		}
		if err == nil {
			err = wire.Unmarshal(raw, in)
		}
	}
	if err == nil {
		err = fromPath(values, in)
	}
	if err != nil {
		return problemIn(r, err), true
	}
	return problem{}, false
}

// queryShownMax bounds how much of a query an error shows.
const queryShownMax = 200

// isJSON reports whether a request's body is said to be JSON, in UTF-8 and as it is. Where there is no body nothing has to be
// said of it.
func isJSON(r *http.Request) bool {
	said := r.Header.Values("Content-Type")
	if len(said) == 0 && r.ContentLength == 0 {
		return true
	}
	if coded := r.Header.Get("Content-Encoding"); len(said) != 1 || coded != "" && coded != "identity" {
		return false
	}
	kind, parameters, err := mime.ParseMediaType(said[0])
	charset := parameters["charset"]
	return err == nil && kind == "application/json" && (charset == "" || strings.EqualFold(charset, "utf-8"))
}

// problemIn is an error of the request's form in the language of who reads it.
func problemIn(r *http.Request, err error) problem {
	own := new(api.Error)
	if !errors.As(rpc.CallIn(r.Header.Get("Accept-Language")).Failed(err), &own) {
		return ofTransport(err)
	}
	return problem{Status: own.Class().HTTPStatus(), Detail: own.Sentence, English: own.Detail, Code: string(own.Code)}
}

// forwarded are the headers that a call is made of, and answered those of its answer.
var (
	forwarded = []string{"Authorization", "Accept-Language", "Idempotency-Key", "If-Match"}
	answered  = []string{"Idempotency-Replayed", "Makegood-Note", "ETag", "Retry-After"}
)

func (h handler) call(w http.ResponseWriter, r *http.Request, to route, in, out proto.Message) {
	ctx, info := connect.NewClientContext(r.Context())
	for _, name := range forwarded {
		for _, value := range r.Header.Values(name) { // two of one kind are judged as two
			info.RequestHeader().Add(name, value)
		}
	}
	procedure := fmt.Sprintf("/%s/%s", to.procedure.Parent().FullName(), to.procedure.Name())
	err := h.client.CallUnary(ctx, connect.Spec{StreamType: connect.StreamTypeUnary, Schema: to.procedure, Procedure: procedure}, in, out)
	for _, name := range answered {
		for _, value := range info.ResponseHeader().Values(name) {
			w.Header().Add(name, value)
		}
	}
	if err != nil {
		problemOf(err).write(w)
		return
	}
	raw, err := wire.Written().Marshal(out)
	if err != nil {
		problemOf(err).write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(raw) // who has hung up hears nothing
}
