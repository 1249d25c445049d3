package rest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/refund"
)

// opened is a door over pretend ports, on a server.
type opened struct {
	*apitest.Bench
	server *httptest.Server
}

func open(t *testing.T) *opened {
	t.Helper()
	o := &opened{Bench: apitest.New(t)}
	who := map[string]api.Subject{
		"of-ann":  {Name: "ann", Kind: api.Human, Verified: api.ByOIDC},
		"of-shop": {Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: api.Scopes()},
	}
	server, err := rpc.Server(rpc.Config{Service: o.Service, Identify: func(_ context.Context, token string) (api.Subject, error) {
		if s, known := who[token]; known {
			return s, nil
		}
		return api.Subject{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "the bearer token is nobody's"}
	}})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := rest.Handler(server)
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewServer(handler)
	t.Cleanup(o.server.Close)
	return o
}

// asked is a request as curl sends it.
type asked struct {
	method, path, token, contentType, language, body string
	noKey                                            bool
}

func (o *opened) ask(t *testing.T, a asked) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), a.method, o.server.URL+a.path, strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	if a.contentType == "" && a.method == http.MethodPost {
		a.contentType = "application/json; charset=utf-8"
	}
	for name, value := range map[string]string{"Content-Type": a.contentType, "Accept-Language": a.language, "Idempotency-Key": "k-1"} {
		if value != "" && (name != "Idempotency-Key" || !a.noKey) {
			request.Header.Set(name, value)
		}
	}
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	response, err := o.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(raw)
}

func event(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "internal", "demo", "examples", "order-cancelled.whole.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

const at = "/v1/refund/m/o/r"

// TestEveryMethodHasItsPath, and the act that arrives is by who calls and about the refund of the path.
func TestEveryMethodHasItsPath(t *testing.T) {
	for method, a := range map[api.Method]asked{
		api.MethodRequestRefund: {method: "POST", path: "/v1/refunds", token: "of-shop", body: `{"cancellation":` + event(t) + `}`, noKey: true},
		api.MethodPreviewRefund: {method: "POST", path: "/v1/refunds:preview", body: `{}`},
		api.MethodGetRefund:     {method: "GET", path: at},
		api.MethodListRefunds:   {method: "GET", path: "/v1/refunds?open=true&statuses=AwaitingApproval&statuses=NeedsInfo&limit=7"},
		api.MethodDecide:        {method: "POST", path: at + ":decide", body: `{"decision":"approve","amount":{"amount_minor":"4500","currency_code":"CNY"}}`},
		api.MethodAsk:           {method: "POST", path: at + ":ask", body: `{"question":"Which box?"}`},
		api.MethodInspect:       {method: "POST", path: at + ":inspect", body: `{"all_accepted":true,"received_at":"2026-11-20T09:00:00Z"}`},
		api.MethodAssign:        {method: "POST", path: at + ":assign", body: `{"to":"bob"}`},
		api.MethodResolve:       {method: "POST", path: at + ":resolve", body: `{"action":"give_up","note":"charged back"}`},
		api.MethodClear:         {method: "POST", path: at + ":clear", body: `{"leg_id":"1","fact":"paid","reference":"re_1"}`},
		api.MethodLookNow:       {method: "POST", path: at + ":lookNow", body: ``},
		api.MethodWithdraw:      {method: "POST", path: at + ":withdraw", body: `{"id":"refund/m/o/r","note":"keeps it"}`},
		api.MethodAnswer:        {method: "POST", path: at + ":answer", body: `{"answer":"the blue one"}`},
		api.MethodAppeal:        {method: "POST", path: at + ":appeal", body: `{"statement":"it was broken"}`},
		api.MethodChoose:        {method: "POST", path: at + ":choose", body: `{"alternativeId":"STORE_CREDIT"}`},
		api.MethodAnswerOffer:   {method: "POST", path: at + ":answerOffer", body: `{"accept":false}`},
		api.MethodAttribute:     {method: "POST", path: "/v1/outside-refunds/re%2F1:attribute", body: `{"provider":"stripe","provider_reference":"ch_1","note":"an apology"}`},
	} {
		o := open(t)
		o.Intake.Stores = func(in refund.Request) {
			o.Books.Known[in.Cancellation.ID()] = refund.Case{ID: in.Cancellation.ID(), Digest: in.Digest}
		}
		if a.token == "" {
			a.token = "of-ann"
		}
		response, body := o.ask(t, a)
		if method == api.MethodPreviewRefund { // nothing can be rehearsed here
			if response.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "FAULT") {
				t.Errorf("%s: %d %s", method, response.StatusCode, body)
			}
			continue
		}
		if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/json" || !json.Valid([]byte(body)) {
			t.Errorf("%s: %d %s", method, response.StatusCode, body)
		}
		for _, act := range o.Stories.Acts() {
			if act.By() != "ann" {
				t.Errorf("%s is by %q", method, act.By())
			}
		}
		if method == api.MethodAttribute && o.Books.Said[0].ProviderRefundID != "re/1" {
			t.Errorf("said of %q", o.Books.Said[0].ProviderRefundID)
		}
		if method == api.MethodListRefunds {
			if filter := o.Books.Filters[0]; !filter.Open || len(filter.Statuses) != 2 || filter.LimitMax != 8 {
				t.Errorf("asked %+v", filter)
			}
		}
	}
}

// TestAnErrorIsAProblemOfRFC9457 with its code, its status and the sentence in the caller's language, and nothing is sent.
func TestAnErrorIsAProblemOfRFC9457(t *testing.T) {
	decide := at + ":decide"
	for name, c := range map[string]struct {
		asked
		status int
		code   refund.Code
		says   string
	}{
		"no token":                   {asked{method: "POST", path: decide, body: `{"decision":"approve"}`}, 401, api.CodeUnauthenticated, ""},
		"a token of nobody":          {asked{method: "GET", path: at, token: "of-bob"}, 401, api.CodeUnauthenticated, ""},
		"a machine that decides":     {asked{method: "POST", path: decide, token: "of-shop", body: `{"decision":"approve"}`}, 403, api.CodeNotPermitted, ""},
		"no key":                     {asked{method: "POST", path: decide, token: "of-ann", body: `{"decision":"approve"}`, noKey: true}, 400, api.CodeKeyMissing, "Idempotency-Key"},
		"another currency":           {asked{method: "POST", path: decide, token: "of-ann", body: `{"decision":"approve","amount":{"amount_minor":1,"currency_code":"USD"}}`}, 400, refund.CodeCurrencyMismatch, ""},
		"a float":                    {asked{method: "POST", path: decide, token: "of-ann", body: `{"decision":"adjust","amount":{"amount_minor":"128.00","currency_code":"CNY"}}`}, 400, refund.CodeMalformed, "amount.amount_minor"},
		"an unknown field":           {asked{method: "POST", path: decide, token: "of-ann", body: `{"decision":"approve","reviewer":"bob"}`}, 400, refund.CodeMalformed, `"reviewer"`},
		"another refund in the body": {asked{method: "POST", path: decide, token: "of-ann", body: `{"id":"refund/m/o/other","decision":"approve"}`}, 400, refund.CodeMalformed, "in the path"},
		"no JSON":                    {asked{method: "POST", path: decide, token: "of-ann", body: `decision=approve`}, 400, refund.CodeMalformed, "no JSON"},
		"another content type":       {asked{method: "POST", path: decide, token: "of-ann", contentType: "text/plain", body: `{"decision":"approve"}`}, 415, api.CodeMediaType, ""},
		"JSON in UTF-16":             {asked{method: "POST", path: decide, token: "of-ann", contentType: "application/json; charset=utf-16", body: `{"decision":"approve"}`}, 415, api.CodeMediaType, "UTF-8"},
		"a filter that is cut short": {asked{method: "GET", path: "/v1/refunds?statuses=%zz", token: "of-ann"}, 400, refund.CodeMalformed, "%zz"},
		"a filter after a semicolon": {asked{method: "GET", path: "/v1/refunds?statuses=Refunded;limit=1", token: "of-ann"}, 400, refund.CodeMalformed, "no query"},
		"a body beyond the bound":    {asked{method: "POST", path: decide, token: "of-ann", body: `{"note":"` + strings.Repeat("x", rpc.MessageBytesMax) + `"}`}, 413, refund.CodeTooLarge, ""},
		"a query beside a body":      {asked{method: "POST", path: decide + "?note=x", token: "of-ann", body: `{"decision":"approve"}`}, 400, refund.CodeMalformed, "query"},
		"an unknown parameter":       {asked{method: "GET", path: "/v1/refunds?page=2", token: "of-ann"}, 400, refund.CodeMalformed, `"page"`},
		"a parameter twice":          {asked{method: "GET", path: "/v1/refunds?limit=2&limit=3", token: "of-ann"}, 400, refund.CodeMalformed, "twice"},
		"a limit that is none":       {asked{method: "GET", path: "/v1/refunds?limit=1e1", token: "of-ann"}, 400, refund.CodeMalformed, "limit"},
		"a status that is none":      {asked{method: "GET", path: "/v1/refunds?statuses=Lost", token: "of-ann"}, 400, api.CodeBadFilter, ""},
		"a cursor that is none":      {asked{method: "GET", path: "/v1/refunds?cursor=x", token: "of-ann"}, 400, api.CodeBadCursor, ""},
		"a refund nobody knows":      {asked{method: "GET", path: "/v1/refund/m/o/other", token: "of-ann"}, 404, refund.CodeNotFound, ""},
		"an id that is none":         {asked{method: "GET", path: "/v1/refund/m/o/a%20b", token: "of-ann"}, 400, refund.CodeBadID, ""},
		"a path that is none":        {asked{method: "GET", path: "/v1/refund/m/o", token: "of-ann"}, 404, api.CodeUnknownMethod, ""},
		"a verb that is none":        {asked{method: "POST", path: at + ":terminate", token: "of-ann", body: `{}`}, 404, api.CodeUnknownMethod, ""},
		"a machine and the record":   {asked{method: "GET", path: at + "?expand=record", token: "of-shop"}, 403, refund.CodeNotForMachines, "for people"},
		"and the records of a list":  {asked{method: "GET", path: "/v1/refunds?expand=refund&expand=record", token: "of-shop"}, 403, refund.CodeNotForMachines, "for people"},
		"and that of a preview":      {asked{method: "POST", path: "/v1/refunds:preview", token: "of-shop", body: `{"expand":["record"]}`}, 403, refund.CodeNotForMachines, "for people"},
		"another method":             {asked{method: "DELETE", path: at, token: "of-ann"}, 405, api.CodeWrongHTTPMethod, "GET"},
	} {
		o := open(t)
		response, body := o.ask(t, c.asked)
		var p struct {
			Type, Title, Detail, Code string
			Status                    int
		}
		if err := json.Unmarshal([]byte(body), &p); err != nil || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %q %s", name, response.StatusCode, response.Header.Get("Content-Type"), body)
			continue
		}
		if response.StatusCode != c.status || p.Status != c.status || refund.Code(p.Code) != c.code || p.Detail == "" || p.Title == "" ||
			p.Type != "urn:makegood:problem:"+p.Code || !strings.Contains(p.Detail, c.says) {
			t.Errorf("%s: %d %s; want %d %s %q", name, response.StatusCode, body, c.status, c.code, c.says)
		}
		if (response.StatusCode == 401) != (response.Header.Get("WWW-Authenticate") == "Bearer") || (response.StatusCode == 405) != (response.Header.Get("Allow") == "GET") {
			t.Errorf("%s: headers %v", name, response.Header)
		}
		if len(o.Stories.Acts()) != 0 {
			t.Errorf("%s: it was sent", name)
		}
	}
}

func TestARefusalIsSaidInTheCallersLanguageWithWhereTheRefundStands(t *testing.T) {
	o := open(t)
	o.Stories.Answer = refund.Answer{Code: refund.CodeAmountMoved, Detail: "the amount is 44.00 CNY", Status: refund.StatusAwaitingApproval}
	response, body := o.ask(t, asked{method: "POST", path: at + ":decide", token: "of-ann", language: "zh-CN,zh;q=0.9", body: `{"decision":"approve"}`})
	var p struct {
		Detail       string
		English      string `json:"detail_in_english"`
		RefundStatus string `json:"refund_status"`
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusPreconditionFailed || !strings.HasPrefix(p.Detail, "金额已变动") || p.English != "the amount is 44.00 CNY (the refund is AwaitingApproval)" || p.RefundStatus != "AwaitingApproval" {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

func TestARepeatedRequestIsMarked(t *testing.T) {
	o := open(t)
	o.Intake.Stores = func(in refund.Request) {
		o.Books.Known[in.Cancellation.ID()] = refund.Case{ID: in.Cancellation.ID(), Digest: in.Digest}
	}
	for _, want := range []string{"", "true"} {
		response, body := o.ask(t, asked{method: "POST", path: "/v1/refunds", token: "of-shop", noKey: true, body: `{"cancellation":` + event(t) + `}`})
		if got := response.Header.Get("Idempotency-Replayed"); response.StatusCode != http.StatusOK || got != want {
			t.Errorf("%d, marked %q, want %q: %s", response.StatusCode, got, want, body)
		}
	}
}
