package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// Path is where the door is on the API's address.
const Path = "/mcp"

// bodyBytesMax bounds a message: what the service takes, and what the protocol puts around it.
const bodyBytesMax = rpc.MessageBytesMax + 1<<10

// HTTPConfig is a door on a network. Who calls comes with each request, so that Config.Token stays nil.
type HTTPConfig struct {
	Config
	// Identify returns who has a bearer token. Its error is a refund.Problem with the code of what is wrong with the token,
	// or of what is away.
	Identify func(ctx context.Context, token string) (api.Subject, error)
	// URL is how agents reach the door, such as https://refunds.shop.example/mcp; empty: as each of them calls it.
	URL string
	// Issuer is who issues machines' tokens; empty: they have keys, and nothing is said of where tokens come from.
	Issuer string
	// Refused is told of each request that never reached the protocol; nil: nobody is.
	Refused func(context.Context, error)
}

// httpDoor is an HTTPConfig with the protocol behind it.
type httpDoor struct {
	HTTPConfig
	protocol http.Handler
}

// Handler serves the protocol at Path, and what is told of its tokens below metadataPath.
//
// There are no sessions: each request stands on its own and brings its token, so that there is none to keep, to take over
// or to outlive its token, and any process of several may answer. Nothing is sent to agents of itself.
func Handler(c HTTPConfig) (http.Handler, error) {
	if c.Identify == nil || c.Token != nil {
		return nil, errors.New("mcp: a door on a network has to know who calls, by their own tokens")
	}
	if c.Refused == nil {
		c.Refused = func(context.Context, error) {}
	}
	server, err := New(c.Config)
	if err != nil {
		return nil, err
	}
	// The door has its own checks of hosts, by its configured address.
	options := &sdk.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, DisableLocalhostProtection: true, MaxRequestBodyBytes: bodyBytesMax, PropagateRequestCancellation: true,
	}
	d := httpDoor{HTTPConfig: c, protocol: sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return server }, options)}
	mux := http.NewServeMux()
	mux.Handle(Path, d)
	for _, path := range Paths()[1:] {
		mux.HandleFunc(path, d.metadata)
	}
	return mux, nil
}

// Paths are those that the door serves, the protocol's own first.
func Paths() []string { return []string{Path, metadataPath, metadataPath + "/"} }

// ServeHTTP implements http.Handler: what is no well-formed request of somebody who is known never reaches the protocol.
func (d httpDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := d.fromElsewhere(r); err != nil {
		d.refuse(w, r, http.StatusForbidden, err)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		d.refuse(w, r, http.StatusMethodNotAllowed, refund.Problem{Code: api.CodeWrongHTTPMethod, Detail: "this door takes POST alone"})
		return
	}
	who, err := d.whoCalls(r)
	if err != nil {
		d.unknown(w, r, err)
		return
	}
	body, status, err := bodyOf(r)
	if err != nil {
		d.refuse(w, r, status, err)
		return
	}
	r = r.WithContext(withSubject(r.Context(), who))
	r.Body = io.NopCloser(bytes.NewReader(body))
	d.protocol.ServeHTTP(w, r)
}

// whoCalls is who has the request's one token.
func (d httpDoor) whoCalls(r *http.Request) (api.Subject, error) {
	token, err := identity.BearerOf(r.Header.Values("Authorization"))
	if err != nil {
		return api.Subject{}, err
	}
	return d.Identify(r.Context(), token)
}

// bodyOf is a request's one message, or the status and problem of what is none.
func bodyOf(r *http.Request) ([]byte, int, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if coded := r.Header.Get("Content-Encoding"); err != nil || kind != "application/json" || coded != "" && coded != "identity" {
		return nil, http.StatusUnsupportedMediaType, refund.Problem{Code: api.CodeMediaType, Detail: "the body has to be application/json, and not compressed"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, bodyBytesMax))
	switch tooLarge := new(http.MaxBytesError); {
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge, refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the body has more than %d bytes", tooLarge.Limit)}
	case err != nil:
		return nil, http.StatusBadRequest, malformed("the body ended early")
	case !json.Valid(body):
		return nil, http.StatusBadRequest, malformed("the body is no JSON")
	case bytes.TrimSpace(body)[0] != '{':
		return nil, http.StatusBadRequest, malformed("the body is no single message: batches are not taken")
	}
	return body, 0, nil
}

// Known is rpc.Config.Identify for the server behind the door: who calls was found out at the door, once.
func Known(ctx context.Context, _ string) (api.Subject, error) {
	if who, ok := subjectIn(ctx); ok {
		return who, nil
	}
	return api.Subject{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "nobody is known who calls"}
}

// subjectKey keeps who calls in a request's context.
type subjectKey struct{}

func withSubject(ctx context.Context, who api.Subject) context.Context {
	return context.WithValue(ctx, subjectKey{}, who)
}

// subjectIn is who calls; false: the transport does not know.
func subjectIn(ctx context.Context) (api.Subject, bool) {
	who, ok := ctx.Value(subjectKey{}).(api.Subject)
	return who, ok
}
