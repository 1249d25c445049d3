package rpc

import (
	"context"
	"strings"

	"connectrpc.com/connect/v2"
	"golang.org/x/text/language"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// The headers that a call is made of, beside Authorization and Accept-Language.
const (
	headerKey = HeaderKey
	// headerMatch names the version of a refund that an act is bound to, headerETag the one that a refund is shown at.
	headerMatch = "If-Match"
	headerETag  = "ETag"
	// headerRetry is after how many seconds the same call may be answered.
	headerRetry = "Retry-After"
	// headerReplayed is "true" in the answer to a call that was made before, a refusal too. headerNote has the code of what could not be
	// done and did not end the call.
	headerReplayed = "Idempotency-Replayed"
	headerNote     = "Makegood-Note"
)

// call is who calls, and how, by the request's headers. A token that nobody has is refused, also where the method would
// take a call of nobody.
func (d door) call(ctx context.Context) (api.Call, error) {
	info, ok := connect.CallInfoForServerContext(ctx)
	if !ok {
		return api.Call{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "the call has no headers"}
	}
	header := info.RequestHeader()
	twice := saidTwice(header.Values)
	call := api.Call{
		Locale: localeOf(header.Get("Accept-Language")), Key: header.Get(headerKey),
		Note: func(n api.Note) { info.ResponseHeader().Add(headerNote, string(n.Code)) },
	}
	if authorization := header.Values("Authorization"); len(authorization) > 0 {
		token, err := identity.BearerOf(authorization)
		if err != nil {
			return call, err
		}
		subject, err := d.Identify(ctx, token)
		if err != nil {
			return call, err
		}
		call.Subject = subject
	}
	if twice != nil {
		return call, twice
	}
	if err := sameCaller(header.Get(HeaderBy), call.Subject); err != nil {
		return call, err
	}
	err := checkKey(call.Key)
	if err != nil {
		return call, err
	}
	if call.ExpectedVersion, err = versionOf(header.Get(headerMatch), methodOf(info.Spec.Procedure)); err != nil {
		return call, err
	}
	return call, keyed(call, methodOf(info.Spec.Procedure))
}

// methodOf is the service's method that a procedure calls: /makegood.api.v1.RefundService/<method>.
func methodOf(procedure string) api.Method {
	return api.Method(procedure[strings.LastIndex(procedure, "/")+1:])
}

// keyed refuses a call that moves or promises money, and may come twice over a network without being known again. A request
// has its own id; a call of nobody is refused for that.
func keyed(call api.Call, m api.Method) error {
	if call.Key != "" || !m.PromisesMoney() || m == api.MethodRequestRefund || call.Subject.Name == "" && m != api.MethodAnswerOffer {
		return nil
	}
	return refund.Problem{Code: api.CodeKeyMissing, Detail: string(m) + " needs an idempotency key (header " + headerKey + ")"}
}

// locales are those that makegood has words in, English first.
var locales = func() []language.Tag {
	tags := []language.Tag{language.English}
	for _, locale := range explain.Locales() {
		if locale != explain.LocaleEnglish {
			tags = append(tags, language.MustParse(locale))
		}
	}
	return tags
}()

// CallIn is a call of nobody, by a reader of the language that fits an Accept-Language header best: for a door that refuses a
// request before it is a call.
func CallIn(acceptLanguage string) api.Call { return api.Call{Locale: localeOf(acceptLanguage)} }

// localeOf is the locale that fits an Accept-Language header best.
func localeOf(header string) string {
	_, at := language.MatchStrings(language.NewMatcher(locales), header)
	return locales[at].String()
}

// served is one method of the door: the message is read, the service called, and the answer written.
func served[In, Out any](ctx context.Context, d door, do func(api.Call) (In, error), write func(In) *Out) (*Out, error) {
	call, err := d.call(ctx)
	if err != nil {
		return nil, refusedIn(ctx, call.Failed(err))
	}
	answer, err := do(call)
	if err != nil {
		return nil, refusedIn(ctx, call.Failed(err))
	}
	return write(answer), nil
}
