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

// answered lets bare starts, requests over REST that wait for their decision, and events through Kafka take turns: how much
// longer a caller waits for the decision than for a start, and how many such requests a second there are. The refunds that
// REST asked for are over before the next turn begins.
func (r *rig) answered(ctx context.Context, t *table) error {
	door, err := r.restDoor()
	if err != nil {
		return err
	}
	defer door.Close()
	if err := r.answeredAlone(ctx, t, door); err != nil {
		return err
	}
	var asked, started, read spent
	err = r.withStarter(ctx, idleQueue, func(m *meter) error {
		if _, err := r.events(ctx, m, 1); err != nil { // until the group has its partitions
			return err
		}
		for range r.n.rounds {
			for _, turn := range []struct {
				sum  *spent
				take func() (spent, error)
			}{
				{&started, func() (spent, error) { return r.batch(ctx, r.n.batch, r.startOnly) }},
				{&asked, func() (spent, error) {
					return r.batch(ctx, r.n.batch, func(ctx context.Context) error { return r.ask(ctx, door) })
				}},
				{&read, func() (spent, error) { return r.events(ctx, m, r.n.batch) }},
			} {
				took, err := turn.take()
				if err == nil {
					err = r.untilClosed(ctx)
				}
				if err != nil {
					return err
				}
				*turn.sum = turn.sum.plus(took)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.show(row{What: "requests over REST with the decision in the answer", Value: asked.rate() / read.rate(), Unit: "of intake by Kafka",
		Note: fmt.Sprintf("%.0f/s against %.0f/s (started, not decided), %d callers", asked.rate(), read.rate(), r.n.inFlight)})
	t.show(row{What: "requests over REST with the decision in the answer", Value: asked.rate() / started.rate(), Unit: "of bare starts",
		Note: fmt.Sprintf("%.0f/s against %.0f/s", asked.rate(), started.rate())})
	return nil
}

// answeredAlone is one caller, who waits for each answer in turn with a bare start.
func (r *rig) answeredAlone(ctx context.Context, t *table, door *httptest.Server) error {
	var bare, answers []time.Duration
	for range r.n.latency {
		began := time.Now()
		if err := r.startOnly(ctx); err != nil {
			return err
		}
		bare, began = append(bare, time.Since(began)), time.Now()
		if err := r.ask(ctx, door); err != nil {
			return err
		}
		answers = append(answers, time.Since(began))
		if err := r.untilClosed(ctx); err != nil {
			return err
		}
	}
	a, b := median(answers), median(bare)
	t.show(row{What: "unloaded latency, a request over REST until its decision", Value: float64(a) / float64(b), Unit: "of a bare start",
		Note: fmt.Sprintf("median %s against %s", a.Round(10*time.Microsecond), b.Round(10*time.Microsecond))})
	return nil
}

// ask asks for a refund over REST and reads its decision.
func (r *rig) ask(ctx context.Context, door *httptest.Server) error {
	_, value, err := r.orders.next(automatic)
	if err != nil {
		return err
	}
	body := bytes.NewReader(fmt.Appendf(nil, `{"cancellation":%s}`, value))
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
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("the request was answered %d: %s: %w", response.StatusCode, answer, err)
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

// restDoor is REST in this process, over the rig's Temporal and ledger, without signatures.
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
