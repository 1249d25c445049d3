package rpc_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectproto"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/rpc"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/proto/gen/makegood/api/v1/apiv1connect"
	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

// opened is a door over pretend ports, on a server.
type opened struct {
	*apitest.Bench
	server *httptest.Server

	mu     sync.Mutex
	faults []string
}

// tokens are who has which.
var tokens = map[string]api.Subject{
	"of-ann":  {Name: "ann", Kind: api.Human, Verified: api.ByOIDC},
	"of-shop": {Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: api.Scopes()},
}

func open(t *testing.T) *opened {
	t.Helper()
	o := &opened{Bench: apitest.New(t)}
	handler, err := rpc.Handler(rpc.Config{
		Service: o.Service,
		Identify: func(_ context.Context, token string) (api.Subject, error) {
			if who, known := tokens[token]; known {
				return who, nil
			}
			return api.Subject{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "the bearer token is nobody's"}
		},
		Report: func(procedure string, _ error) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.faults = append(o.faults, procedure)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewUnstartedServer(handler)
	o.server.EnableHTTP2 = true
	o.server.StartTLS()
	t.Cleanup(o.server.Close)
	return o
}

// transports are the ways in which the same call may come.
func (o *opened) transports() map[string]apiv1connect.RefundServiceClient {
	clients := map[string]apiv1connect.RefundServiceClient{}
	for name, options := range map[string][]connecthttp.Option{
		"connect": nil, "connect in JSON": {connecthttp.WithProtoJSON()}, "grpc": {connecthttp.WithGRPC()}, "grpc-web": {connecthttp.WithGRPCWeb()},
		"grpc in JSON": {connecthttp.WithGRPC(), connecthttp.WithProtoJSON()},
	} {
		clients[name] = apiv1connect.NewRefundServiceClient(connect.NewClient(connecthttp.NewTransport(o.server.Client(), o.server.URL, options...)))
	}
	return clients
}

// by is a call with a token and an idempotency key.
func by(t *testing.T, token, key string) (context.Context, *connect.CallInfo) {
	ctx, info := connect.NewClientContext(t.Context())
	if token != "" {
		info.RequestHeader().Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		info.RequestHeader().Set("Idempotency-Key", key)
	}
	return ctx, info
}

const id = string(apitest.Known)

// calls are a good call of every method, as ann or, where only a machine may bring it, as the shop.
func calls(t *testing.T) map[string]func(context.Context, apiv1connect.RefundServiceClient) error {
	accept := true
	amount := int64(4500)
	request := cancellation(t)
	return map[string]func(context.Context, apiv1connect.RefundServiceClient) error{
		"RequestRefund": call(apiv1connect.RefundServiceClient.RequestRefund, &apiv1.RequestRefundRequest{Cancellation: request}),
		"PreviewRefund": call(apiv1connect.RefundServiceClient.PreviewRefund, &apiv1.PreviewRefundRequest{}),
		"GetRefund":     call(apiv1connect.RefundServiceClient.GetRefund, &apiv1.GetRefundRequest{Id: id}),
		"ListRefunds":   call(apiv1connect.RefundServiceClient.ListRefunds, &apiv1.ListRefundsRequest{Open: true}),
		"Decide": call(apiv1connect.RefundServiceClient.Decide, &apiv1.DecideRequest{
			Id: id, Decision: "approve", Amount: &apiv1.Amount{AmountMinor: &amount, CurrencyCode: "CNY"}, Note: "seen",
		}),
		"Ask": call(apiv1connect.RefundServiceClient.Ask, &apiv1.AskRequest{Id: id, Question: "Which box?"}),
		"Inspect": call(apiv1connect.RefundServiceClient.Inspect, &apiv1.InspectRequest{
			Id: id, CurrencyCode: "CNY", Lines: []*apiv1.InspectedLine{{LineId: "1", PartialQuantity: 1, DeductMinor: 500, Evidence: []string{"https://p.example/1"}}},
		}),
		"Assign":      call(apiv1connect.RefundServiceClient.Assign, &apiv1.AssignRequest{Id: id, To: "bob"}),
		"Resolve":     call(apiv1connect.RefundServiceClient.Resolve, &apiv1.ResolveRequest{Id: id, Action: "give_up", Note: "charged back"}),
		"Clear":       call(apiv1connect.RefundServiceClient.Clear, &apiv1.ClearRequest{Id: id, LegId: "1", Fact: "paid", Reference: "re_1"}),
		"LookNow":     call(apiv1connect.RefundServiceClient.LookNow, &apiv1.LookNowRequest{Id: id}),
		"Withdraw":    call(apiv1connect.RefundServiceClient.Withdraw, &apiv1.WithdrawRequest{Id: id}),
		"Answer":      call(apiv1connect.RefundServiceClient.Answer, &apiv1.AnswerRequest{Id: id, Answer: "the blue one"}),
		"Appeal":      call(apiv1connect.RefundServiceClient.Appeal, &apiv1.AppealRequest{Id: id, Statement: "it was broken"}),
		"Choose":      call(apiv1connect.RefundServiceClient.Choose, &apiv1.ChooseRequest{Id: id, AlternativeId: "STORE_CREDIT"}),
		"AnswerOffer": call(apiv1connect.RefundServiceClient.AnswerOffer, &apiv1.AnswerOfferRequest{Id: id, Accept: &accept}),
		"Attribute": call(apiv1connect.RefundServiceClient.Attribute, &apiv1.AttributeRequest{
			ProviderRefundId: "re_1", Provider: "stripe", ProviderReference: "ch_1", Note: "an apology",
		}),
	}
}

func call[In, Out any](method func(apiv1connect.RefundServiceClient, context.Context, *In) (*Out, error), in *In) func(context.Context, apiv1connect.RefundServiceClient) error {
	return func(ctx context.Context, client apiv1connect.RefundServiceClient) error {
		_, err := method(client, ctx, in)
		return err
	}
}

// cancellation is the contract's whole order.
func cancellation(t *testing.T) *orderv1.OrderCancelled {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "internal", "demo", "examples", "order-cancelled.whole.json"))
	if err != nil {
		t.Fatal(err)
	}
	m := new(orderv1.OrderCancelled)
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(raw, m); err != nil {
		t.Fatal(err)
	}
	return m
}

// problemIn is the Problem that an error carries.
func problemIn(err error) *apiv1.Problem {
	own := new(connect.Error)
	if errors.As(err, &own) {
		for _, detail := range own.Details() {
			if value, err := connectproto.UnmarshalErrorDetail(detail); err == nil {
				if problem, ok := value.(*apiv1.Problem); ok {
					return problem
				}
			}
		}
	}
	return &apiv1.Problem{}
}

// decides lets the pretend intake store what it is asked for.
func (o *opened) decides() {
	o.Intake.Stores = func(in refund.Request) {
		id := in.Cancellation.ID()
		now := refund.Standing{Refund: id, Version: 4, Status: refund.StatusPayingOut, Currency: "CNY", TotalMinor: 22600}
		o.Books.Known[id] = refund.Case{ID: id, Digest: in.Digest, Standing: now, Cancellation: in.Cancellation, Proposal: &refund.Proposal{Assessment: refund.Assessment{
			TotalMinor: 22600, Currency: "CNY", Components: []refund.Component{{Kind: refund.ComponentLine, LineID: "1", AmountMinor: 22600}},
			Steps: []refund.Step{{Name: "Paid", Formula: "1 x 226.00", ResultMinor: 22600}},
		}}}
	}
}

// TestEveryMethodIsServedByEveryTransport, and says the same by each.
func TestEveryMethodIsServedByEveryTransport(t *testing.T) {
	all := calls(t)
	if len(all) != len(api.Methods()) {
		t.Fatalf("%d methods are called, the service has %d", len(all), len(api.Methods()))
	}
	for name, do := range all {
		for transport := range open(t).transports() {
			o := open(t)
			o.decides()
			ctx, _ := by(t, "of-shop", "")
			if m := api.Method(name); m != api.MethodRequestRefund {
				ctx, _ = by(t, "of-ann", "k-1")
			}
			err := do(ctx, o.transports()[transport])
			if name == string(api.MethodPreviewRefund) { // nothing can be rehearsed here
				if problem := problemIn(err); problem.GetCode() != string(api.CodeFault) {
					t.Errorf("%s by %s: %v", name, transport, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s by %s: %v", name, transport, err)
			}
			for _, act := range o.Stories.Acts() {
				if act.By() != "ann" {
					t.Errorf("%s by %s: it is by %q", name, transport, act.By())
				}
			}
		}
	}
}

func TestARequestIsAnsweredWholeAndARepetitionIsMarked(t *testing.T) {
	for transport := range open(t).transports() {
		o := open(t)
		o.decides()
		client := o.transports()[transport]
		for _, replayed := range []bool{false, true} {
			ctx, info := by(t, "of-shop", "")
			answer, err := client.RequestRefund(ctx, &apiv1.RequestRefundRequest{Cancellation: cancellation(t)})
			if err != nil {
				t.Fatalf("%s: %v", transport, err)
			}
			if answer.GetReplayed() != replayed || (info.ResponseHeader().Get("Idempotency-Replayed") == "true") != replayed {
				t.Errorf("%s: marked %t", transport, answer.GetReplayed())
			}
			if r := answer.GetRefund(); r.GetTotalMinor() != 22600 || r.GetStatus() != "PayingOut" || len(answer.GetExplanation().GetSteps()) != 1 {
				t.Errorf("%s: %v", transport, answer)
			}
		}
		other := cancellation(t)
		other.Reason = "DAMAGED"
		ctx, _ := by(t, "of-shop", "")
		_, err := client.RequestRefund(ctx, &apiv1.RequestRefundRequest{Cancellation: other})
		if problemIn(err).GetCode() != string(refund.CodeConflict) || connect.CodeOf(err) != connect.CodeAlreadyExists {
			t.Errorf("%s: another body: %v", transport, err)
		}
	}
}

// post sends JSON as curl does.
func (o *opened) post(t *testing.T, method, token, contentType, body string) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.server.URL+"/makegood.api.v1.RefundService/"+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Idempotency-Key", "k-1")
	if token != "" {
		request.Header.Set("Authorization", token)
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
	return response.StatusCode, string(raw)
}

// TestBadInputIsRefusedByItsCodeAndNothingElse: a 4xx with a code and a sentence, and nothing is sent.
func TestBadInputIsRefusedByItsCodeAndNothingElse(t *testing.T) {
	const ann, json = "Bearer of-ann", "application/json"
	ask := func(more string) string { return `{"id":"` + id + `","question":"Which box?"` + more + `}` }
	for name, c := range map[string]struct {
		method, token, contentType, body string
		status                           int
		says                             string
	}{
		"no token":                     {"Ask", "", json, ask(""), 401, "UNAUTHENTICATED"},
		"a token of nobody":            {"Ask", "Bearer of-bob", json, ask(""), 401, "UNAUTHENTICATED"},
		"another scheme":               {"Ask", "Basic of-ann", json, ask(""), 401, "UNAUTHENTICATED"},
		"a machine that decides":       {"Decide", "Bearer of-shop", json, `{"id":"` + id + `","decision":"approve"}`, 403, "NOT_PERMITTED"},
		"a field nobody knows":         {"Ask", ann, json, ask(`,"reviewer":"bob"`), 400, `there is no field \"reviewer\"`},
		"a nested one":                 {"Decide", ann, json, `{"id":"` + id + `","decision":"approve","amount":{"minor":1}}`, 400, `amount: there is no field \"minor\"`},
		"a field twice":                {"Ask", ann, json, ask(`,"question":"Which?"`), 400, `the field \"question\" is there twice`},
		"an amount in major units":     {"Decide", ann, json, `{"id":"` + id + `","decision":"adjust","amount":{"amount_minor":"128.00","currency_code":"CNY"}}`, 400, "amount.amount_minor: 128.00 is not an integer"},
		"an amount as a float":         {"Decide", ann, json, `{"id":"` + id + `","decision":"adjust","amount":{"amount_minor":1.28e2,"currency_code":"CNY"}}`, 400, "is not an integer"},
		"an amount without a currency": {"Decide", ann, json, `{"id":"` + id + `","decision":"adjust","amount":{"amount_minor":128}}`, 400, "MISSING_FIELD"},
		"no JSON":                      {"Ask", ann, json, `{"id":`, 400, "MALFORMED"},
		"two messages":                 {"Ask", ann, json, ask("") + ask(""), 400, "something after the message"},
		"a list in place of a message": {"Ask", ann, json, `[]`, 400, "it is no object"},
		"a time that is a number":      {"Inspect", ann, json, `{"id":"` + id + `","received_at":{"seconds":1}}`, 400, "received_at: it is no time"},
		"an id that is none":           {"Ask", ann, json, `{"id":"m/o/r","question":"Which?"}`, 400, "BAD_ID"},
		"nothing at all":               {"Ask", ann, json, ``, 400, "BAD_ID"},
		"no answer to an offer":        {"AnswerOffer", ann, json, `{"id":"` + id + `"}`, 400, "accept: needed"},
		"a body beyond the bound":      {"Ask", ann, json, ask(`,"x":"` + strings.Repeat("x", 2<<20) + `"`), 400, "TOO_LARGE"},
		"another content type":         {"Ask", ann, "text/plain", ask(""), 415, "UNSUPPORTED_MEDIA_TYPE"},
		"a method nobody knows":        {"Terminate", ann, json, `{}`, 404, "UNKNOWN_METHOD"},
		"a cancellation of nothing":    {"RequestRefund", "Bearer of-shop", json, `{}`, 400, "cancellation is needed"},
		"an order in major units":      {"RequestRefund", "Bearer of-shop", json, `{"cancellation":{"lines":[{"line_id":"1","quantity":1,"unit_price_minor":"1.00"}]}}`, 400, "cancellation.lines[0].unit_price_minor: 1.00 is not an integer"},
	} {
		o := open(t)
		status, answer := o.post(t, c.method, c.token, c.contentType, c.body)
		if status != c.status || !strings.Contains(answer, c.says) {
			t.Errorf("%s: %d %.300s; want %d and %q", name, status, answer, c.status, c.says)
		}
		if sent := len(o.Stories.Acts()) + len(o.Intake.Asked); sent != 0 || len(o.faults) != 0 {
			t.Errorf("%s: %d were sent, %v", name, sent, o.faults)
		}
	}
}

func TestAnErrorIsSaidInTheCallersLanguageAndAFaultIsReported(t *testing.T) {
	o := open(t)
	o.Stories.Answer = refund.Answer{Code: refund.CodeReviewerLimit, Detail: "ann may agree up to 10.00 CNY", Status: refund.StatusAwaitingApproval}
	ctx, info := by(t, "of-ann", "k-1")
	info.RequestHeader().Set("Accept-Language", "fr;q=0.9, zh-Hans-CN, en;q=0.5")
	client := o.transports()["connect in JSON"]
	_, err := client.Decide(ctx, &apiv1.DecideRequest{Id: id, Decision: "approve"})
	problem := problemIn(err)
	if problem.GetCode() != "REVIEWER_LIMIT" || problem.GetStatus() != "AwaitingApproval" || !strings.Contains(problem.GetSentence(), "原文") ||
		problem.GetDetail() != "ann may agree up to 10.00 CNY (the refund is AwaitingApproval)" || connect.CodeOf(err) != connect.CodePermissionDenied {
		t.Errorf("%v, %v", problem, err)
	}
	o.Stories.ActErr = errors.New("password=hunter2 was wrong")
	ctx, _ = by(t, "of-ann", "k-2")
	_, err = client.Decide(ctx, &apiv1.DecideRequest{Id: id, Decision: "approve"})
	if connect.CodeOf(err) != connect.CodeInternal || strings.Contains(err.Error(), "hunter2") || len(o.faults) != 1 {
		t.Errorf("%v, reported %v", err, o.faults)
	}
}

// TestWhatMovesOrPromisesMoneyNeedsAKey: over a network a call may come twice.
func TestWhatMovesOrPromisesMoneyNeedsAKey(t *testing.T) {
	for name, do := range calls(t) {
		o := open(t)
		ctx, _ := by(t, "of-ann", "")
		err := do(ctx, o.transports()["grpc"])
		m := api.Method(name)
		needs := m.PromisesMoney() && m != api.MethodRequestRefund || m == api.MethodAsk // the ledger keeps a question by its id
		if missing := problemIn(err).GetCode() == string(api.CodeKeyMissing); missing != needs {
			t.Errorf("%s: %v", name, err)
		}
		if needs && len(o.Stories.Acts()) != 0 {
			t.Errorf("%s was sent", name)
		}
	}
}

// TestALinksTokenNeedsNoCaller: the customer's link says who answers.
func TestALinksTokenNeedsNoCaller(t *testing.T) {
	o := open(t)
	status, answer := o.post(t, "AnswerOffer", "", "application/json", `{"id":"`+id+`","accept":false,"token":"t-1"}`)
	if status != http.StatusOK || len(o.Stories.Acts()) != 1 || o.Stories.Acts()[0].OfferReply.Token != "t-1" {
		t.Errorf("%d %s", status, answer)
	}
}

func TestADoorNeedsAServiceAndToKnowWhoCalls(t *testing.T) {
	if _, err := rpc.Handler(rpc.Config{}); err == nil {
		t.Error("a door without a service")
	}
}

// TestTheRecordIsForPeople: a machine that wants it is refused by every transport, whatever its scopes are, and nothing is asked for.
func TestTheRecordIsForPeople(t *testing.T) {
	record := []string{rpc.ExpandRecord}
	wants := map[string]func(context.Context, apiv1connect.RefundServiceClient) error{
		"RequestRefund": call(apiv1connect.RefundServiceClient.RequestRefund, &apiv1.RequestRefundRequest{Cancellation: cancellation(t), Expand: record}),
		"PreviewRefund": call(apiv1connect.RefundServiceClient.PreviewRefund, &apiv1.PreviewRefundRequest{Cancellations: []*orderv1.OrderCancelled{cancellation(t)}, Expand: record}),
		"GetRefund":     call(apiv1connect.RefundServiceClient.GetRefund, &apiv1.GetRefundRequest{Id: id, Expand: record}),
		"ListRefunds":   call(apiv1connect.RefundServiceClient.ListRefunds, &apiv1.ListRefundsRequest{Expand: append([]string{"refund"}, record...)}),
	}
	o := open(t)
	o.decides()
	for transport, client := range o.transports() {
		for name, do := range wants {
			ctx, _ := by(t, "of-shop", "")
			if err := do(ctx, client); problemIn(err).GetCode() != string(refund.CodeNotForMachines) || connect.CodeOf(err) != connect.CodePermissionDenied {
				t.Errorf("%s by %s: %v", name, transport, err)
			}
		}
		ctx, _ := by(t, "of-ann", "")
		if answer, err := client.GetRefund(ctx, &apiv1.GetRefundRequest{Id: id, Expand: record}); err != nil || answer.GetRecord().GetId() != id {
			t.Errorf("a person by %s: %v, %v", transport, answer, err)
		}
	}
	if len(o.Intake.Asked) != 0 {
		t.Errorf("%d requests were made", len(o.Intake.Asked))
	}
}
