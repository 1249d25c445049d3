package web

import (
	"context"
	"net/http"

	"github.com/makegood/makegood/api"
)

type subjectKey struct{}

// WithSubject is a request's context with who is signed in.
func WithSubject(ctx context.Context, who api.Subject) context.Context {
	return context.WithValue(ctx, subjectKey{}, who)
}

// Call is the call of the service that a request makes: by who is signed in, in the language the page is read in. Nobody
// signed in is nobody, whom the service refuses.
func Call(r *http.Request) api.Call {
	who, _ := r.Context().Value(subjectKey{}).(api.Subject)
	return api.Call{Subject: who, Locale: Lang(r)}
}
