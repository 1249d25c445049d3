package remote_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/record"
	"github.com/makegood/makegood/api/remote"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

var _ api.Refunds = (*remote.Client)(nil)

// callers are who has which token.
var callers = map[string]api.Subject{
	"of-ann":  {Name: "ann", Kind: api.Human, Verified: api.ByOIDC},
	"of-shop": {Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: api.Scopes()},
}

// side is a service over pretend ports, and a way to it.
type side struct {
	*apitest.Bench
	api.Refunds
	call api.Call
}

// local is a service in this process, called by a token's owner as its door would.
func local(t *testing.T, token, key string) side {
	t.Helper()
	b := apitest.New(t)
	return side{b, b.Service, api.Call{Subject: callers[token], Key: key, Locale: "zh-CN"}}
}

// door is what stands before a bench's service; front, where there is one, is passed first.
func door(t *testing.T, b *apitest.Bench, front func(http.Handler) http.Handler) string {
	t.Helper()
	handler, err := rpc.Handler(rpc.Config{Service: b.Service, Identify: func(_ context.Context, token string) (api.Subject, error) {
		if who, known := callers[token]; known {
			return who, nil
		}
		return api.Subject{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "the bearer token is nobody's"}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if front != nil {
		handler = front(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// over is a service behind a door, called by a client with a token.
func over(t *testing.T, token, key string) side {
	t.Helper()
	b := apitest.New(t)
	return side{b, client(t, remote.Config{URL: door(t, b, nil), Token: secret.Of(token)}), api.Call{Subject: api.Person(callers[token].Name), Key: key, Locale: "zh-CN"}}
}

// client is one that waits for nothing.
func client(t *testing.T, c remote.Config) *remote.Client {
	t.Helper()
	c.Pause = func(context.Context, time.Duration) error { return nil }
	made, err := remote.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// asking is a filled request of each method, which the service takes.
func asking(t *testing.T) map[api.Method][]asks {
	decide := apitest.Filled[api.DecideRequest]()
	decide.Verb, decide.Amount = refund.VerbAdjust, &api.Amount{Minor: 3000, Currency: "CNY"}
	inspect := apitest.Filled[api.InspectRequest]()
	inspect.Currency, inspect.AllAccepted, inspect.SentProof = "CNY", false, nil
	sent := apitest.Filled[api.InspectRequest]()
	sent.Lines, sent.AllAccepted, sent.ReceivedAt, sent.Currency = nil, false, nil, "CNY"
	resolve := apitest.Filled[api.ResolveRequest]()
	resolve.Action, resolve.Via = refund.ResolvePayAnotherWay, refund.ViaStoreCredit
	clearing := apitest.Filled[api.ClearRequest]()
	clearing.Fact = refund.FactNotPaid
	list := apitest.Filled[api.ListRefundsRequest]()
	list.Statuses, list.Cursor, list.Limit, list.Expand = []refund.Status{refund.StatusAwaitingApproval}, "", 3, []api.Expand{api.ExpandRefund}
	request := wholeOrder(t)
	attribute := apitest.Filled[api.AttributeRequest]()
	attribute.Currency = "CNY"
	return map[api.Method][]asks{
		api.MethodRequestRefund: {try(api.Refunds.RequestRefund, request)},
		api.MethodPreviewRefund: {try(api.Refunds.PreviewRefund, api.PreviewRefundRequest{Requests: []refund.Request{{Cancellation: example()}}})},
		api.MethodGetRefund:     {try(api.Refunds.GetRefund, api.GetRefundRequest{ID: apitest.Known})},
		api.MethodListRefunds:   {try(api.Refunds.ListRefunds, list)},
		api.MethodDecide:        {try(api.Refunds.Decide, on(decide))},
		api.MethodWithdraw:      {try(api.Refunds.Withdraw, on(apitest.Filled[api.WithdrawRequest]()))},
		api.MethodAsk:           {try(api.Refunds.Ask, on(apitest.Filled[api.AskRequest]()))},
		api.MethodAnswer:        {try(api.Refunds.Answer, on(apitest.Filled[api.AnswerRequest]()))},
		api.MethodInspect:       {try(api.Refunds.Inspect, on(inspect)), try(api.Refunds.Inspect, on(sent))},
		api.MethodAppeal:        {try(api.Refunds.Appeal, on(apitest.Filled[api.AppealRequest]()))},
		api.MethodChoose:        {try(api.Refunds.Choose, on(apitest.Filled[api.ChooseRequest]()))},
		api.MethodAnswerOffer:   {try(api.Refunds.AnswerOffer, on(apitest.Filled[api.AnswerOfferRequest]()))},
		api.MethodResolve:       {try(api.Refunds.Resolve, on(resolve))},
		api.MethodClear:         {try(api.Refunds.Clear, on(clearing))},
		api.MethodLookNow:       {try(api.Refunds.LookNow, on(apitest.Filled[api.LookNowRequest]()))},
		api.MethodAssign:        {try(api.Refunds.Assign, on(apitest.Filled[api.AssignRequest]()))},
		api.MethodAttribute:     {try(api.Refunds.Attribute, attribute)},
	}
}

// on is a request about the refund that there is, with a customer where a machine carries what they say.
func on[In any](in In) In {
	v := reflect.ValueOf(&in).Elem()
	v.FieldByName("ID").SetString(string(apitest.Known))
	if customer := v.FieldByName("Customer"); customer.IsValid() {
		customer.SetString("customer:42")
	}
	return in
}

// asks is a call of a side.
type asks func(context.Context, side) (any, error)

func try[In, Out any](method func(api.Refunds, context.Context, api.Call, In) (Out, error), in In) asks {
	return func(ctx context.Context, s side) (any, error) { return method(s.Refunds, ctx, s.call, in) }
}

// wholeOrder is the contract's example of a whole order.
func wholeOrder(t *testing.T) api.RequestRefundRequest {
	t.Helper()
	raw, err := os.ReadFile("../../starter/event/testdata/contract/order-cancelled.whole.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := event.Decode(event.Message{Value: raw}, apitest.At)
	if err != nil {
		t.Fatal(err)
	}
	in.Cancellation.RequestedBy = ""
	return api.RequestRefundRequest{Cancellation: in.Cancellation, Contact: refund.Contact{Email: "a@example.test", Phone: "+86", PushToken: "t"}}
}

func example() refund.Cancellation {
	c := apitest.Filled[refund.Cancellation]()
	c.Order.PolicyRef.Hash, c.RequestedBy = "", ""
	return c
}

// TestEveryMethodSaysTheSameOverTheWire, with every member of its request, and every member of its answer.
func TestEveryMethodSaysTheSameOverTheWire(t *testing.T) {
	all := asking(t)
	if len(all) != len(api.Methods()) {
		t.Fatalf("%d methods are called, the service has %d", len(all), len(api.Methods()))
	}
	for method, several := range all {
		for _, do := range several {
			sameBothWays(t, method, do)
		}
	}
}

// sameBothWays calls a method here and over the wire.
func sameBothWays(t *testing.T, method api.Method, do asks) {
	t.Helper()
	token, key := "of-ann", "k-1"
	if slices.Contains(carried, method) {
		token = "of-shop"
	}
	if method == api.MethodRequestRefund { // it has an id of its own
		key = ""
	}
	here, there := local(t, token, key), over(t, token, key)
	here.fill()
	there.fill()
	want, wantErr := do(t.Context(), here)
	got, gotErr := do(t.Context(), there)
	if (wantErr != nil) != (method == api.MethodPreviewRefund) { // nothing can be rehearsed here
		t.Errorf("%s: %v", method, wantErr)
	}
	if said(wantErr) != said(gotErr) {
		t.Errorf("%s: refused as %+v here, %+v over the wire (%v)", method, said(wantErr), said(gotErr), gotErr)
	}
	if !reflect.DeepEqual(inOrder(want), inOrder(got)) {
		t.Errorf("%s: answered\n%+v\nhere, and over the wire\n%+v", method, want, got)
	}
	if !reflect.DeepEqual(arrived(here), arrived(there)) {
		t.Errorf("%s: what arrives here is\n%+v\nand over the wire\n%+v", method, arrived(here), arrived(there))
	}
}

// carried are the methods by which a machine carries what a customer says.
var carried = []api.Method{api.MethodWithdraw, api.MethodAnswer, api.MethodAppeal, api.MethodChoose, api.MethodAnswerOffer}

// fill lets a bench answer with everything that there is.
func (s side) fill() {
	known := apitest.Filled[refund.Case]()
	known.ID, known.Standing.Refund, known.Standing.Currency, known.Cancellation = apitest.Known, apitest.Known, "CNY", example()
	s.Books.Known[apitest.Known] = known
	row := apitest.Filled[ledger.CaseRow]()
	row.ID = apitest.Known
	s.Books.Rows = []ledger.CaseRow{row}
	s.Stories.Answer = refund.Answer{Accepted: true, Code: "NOTED", Detail: "done", Status: refund.StatusAwaitingApproval}
	s.Books.Answer = s.Stories.Answer
	s.Intake.Stores = func(in refund.Request) {
		stored := known
		stored.ID, stored.Digest, stored.Cancellation = in.Cancellation.ID(), in.Digest, in.Cancellation
		s.Books.Known[stored.ID] = stored
	}
}

// inOrder is a value whose lists are in order.
func inOrder(value any) any {
	if value == nil {
		return nil
	}
	v := reflect.New(reflect.TypeOf(value))
	v.Elem().Set(reflect.ValueOf(value))
	record.InOrder(v.Interface())
	return v.Elem().Interface()
}

// arrived is everything that came through to a bench's ports.
func arrived(s side) any {
	return inOrder([]any{s.Stories.Acts(), s.Intake.Asked, s.Books.Filters, s.Books.Said})
}

// problem is what a caller is told of an error.
type problem struct {
	code             refund.Code
	detail, sentence string
	status           refund.Status
	text             string
}

func said(err error) problem {
	own := new(api.Error)
	if !errors.As(err, &own) {
		return problem{}
	}
	out := problem{own.Code, own.Detail, own.Sentence, own.Status, own.Error()}
	if own.Code == api.CodeFault {
		out.text = "" // only the process itself knows more
	}
	return out
}
