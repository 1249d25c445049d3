package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
)

// asking is a caller who asks for one more refund over REST and reads its decision.
func (r *rig) asking(door *httptest.Server) func(context.Context) error {
	return func(ctx context.Context) error {
		_, value, err := r.orders.next(automatic)
		if err != nil {
			return err
		}
		return ask(ctx, door, value)
	}
}

func ask(ctx context.Context, door *httptest.Server, event []byte) error {
	body := bytes.NewReader(fmt.Appendf(nil, `{"cancellation":%s}`, event))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, door.URL+"/v1/refunds", body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer bench")
	response, err := door.Client().Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the request was answered %d: %s", response.StatusCode, answer)
	}
	return nil
}

// untilClosed waits until no refund is open.
func (r *rig) untilClosed(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		open, err := r.books.Cases(ctx, ledger.CaseFilter{Open: true, LimitMax: 1})
		if err != nil || len(open) == 0 {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%s is not over: %w", open[0].ID, ctx.Err())
		}
	}
}

// restDoor is REST in this process, over the rig's Temporal and ledger, without signatures and without the gate.
func (r *rig) restDoor() (*httptest.Server, error) {
	service, err := api.New(api.Ports{
		Stories: temporal.Refunds{Client: r.client}, Books: r.books, Now: time.Now,
		Intake:   starter.Requests{Temporal: r.client, TaskQueue: refundQueue, Now: time.Now},
		Staff:    func(context.Context) (refund.Staff, error) { return r.staff.list, nil },
		Rehearse: func(context.Context, func(api.Rehearsal) error) error { return errors.New("nothing is previewed here") },
	})
	if err != nil {
		return nil, err
	}
	shop := api.Subject{Name: "bench", Kind: api.Machine, Verified: api.ByKey, Scopes: api.Scopes()}
	server, err := rpc.Server(rpc.Config{Service: service, Identify: func(context.Context, string) (api.Subject, error) { return shop, nil }})
	if err != nil {
		return nil, err
	}
	handler, err := rest.Handler(server)
	if err != nil {
		return nil, err
	}
	door := httptest.NewServer(handler)
	door.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = r.n.inFlight
	return door, nil
}
