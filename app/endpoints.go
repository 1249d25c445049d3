package app

import (
	"context"
	"crypto/rand"
	"fmt"
	random "math/rand/v2"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/figures"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/hooks"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/policy/watch"
)

// endpointsTold keeps events for the endpoints of the settings. Without endpoints it has no publisher, and costs nothing.
type endpointsTold struct {
	by *hooks.PublisherConfig
	// stop ends the sending, and waits for posts under way.
	stop func()
}

// statuses is a status topic that keeps each notice before next is told.
func (e endpointsTold) statuses(next messaging.StatusTopic) (messaging.StatusTopic, error) {
	if e.by == nil {
		return next, nil
	}
	return hooks.NewPublisher(*e.by, next)
}

// reconciliations is a topic that keeps what came of each reconciliation before next is told; nil: nobody is told.
func (e endpointsTold) reconciliations(next messaging.ReconciliationTopic) (messaging.ReconciliationTopic, error) {
	if e.by == nil {
		return next, nil
	}
	return hooks.NewReconciliations(*e.by, next)
}

// tellEndpoints sends what is kept for the endpoints of the settings until stop is called.
func (a *App) tellEndpoints(ctx context.Context, books ledger.Store) (endpointsTold, error) {
	path := a.settings.Endpoints.File
	if path == "" {
		return endpointsTold{stop: func() {}}, nil
	}
	file, err := watch.NewOther(a.files(ctx, path, one(ctx, endpointsSource, path)), watch.Other[hooks.File]{
		Of: "endpoints", Load: hooks.Load, Name: func(f hooks.File) string { return fmt.Sprintf("%d endpoints (%s)", len(f.Endpoints), f.Hash) },
	})
	if err != nil {
		return endpointsTold{}, Coded{Code: CodeBadConfig, Err: err}
	}
	if err := a.showEndpoints(books, inForce(file)); err != nil {
		return endpointsTold{}, err
	}
	go file.Run(ctx)
	ticker := time.NewTicker(hooks.TickEvery)
	sender, err := hooks.NewSender(a.senderConfig(books, file, ticker.C))
	if err != nil {
		ticker.Stop()
		return endpointsTold{}, err
	}
	sending, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { sender.Run(sending) })
	by := hooks.PublisherConfig{Keeper: books, Endpoints: inForce(file), Kept: sender.Wake, Carry: a.carry()}
	return endpointsTold{by: &by, stop: func() {
		cancel()
		running.Wait()
		ticker.Stop()
	}}, nil
}

// endpointsOnce keeps events for the endpoints that the settings' file has now, for a command; workers send them.
func endpointsOnce(ctx context.Context, s config.Settings, books ledger.Store) (endpointsTold, error) {
	if s.Endpoints.File == "" {
		return endpointsTold{}, nil
	}
	all, err := Endpoints(ctx, s.Endpoints.File)
	if err != nil {
		return endpointsTold{}, err
	}
	return endpointsTold{by: &hooks.PublisherConfig{Keeper: books, Endpoints: func() []hooks.Endpoint { return all }}}, nil
}

func (a *App) senderConfig(books ledger.Store, file *watch.Watcher[hooks.File], ticks <-chan time.Time) hooks.Config {
	return hooks.Config{
		Books: books, Endpoints: inForce(file), Ticks: ticks, PrivateNetworks: a.settings.Endpoints.Networks(), KeepFor: a.settings.Endpoints.KeepFor,
		NewAttempt: rand.Text, Random: random.Float64, Now: a.now, Metrics: a.registry, Report: a.sayTrouble,
	}
}

// inForce are the endpoints as the file says them.
func inForce(file *watch.Watcher[hooks.File]) func() []hooks.Endpoint {
	return func() []hooks.Endpoint { return file.InForce().Endpoints }
}

// endpointsSource reads the file of endpoints.
func endpointsSource(ctx context.Context, path string) (sheet.Source, error) {
	content, err := ReadFile(ctx, path, sheet.BytesMax)
	return sheet.Source{Name: path, Content: content}, err
}

// sayTrouble says in the log what an endpoint was not told, and why.
func (a *App) sayTrouble(t hooks.Trouble) {
	about := []zap.Field{zap.String("endpoint", t.Endpoint), zap.String("event", t.EventID), zap.String("problem", t.Problem)}
	switch {
	case t.Gone:
		a.logger.Error("an endpoint is gone, and is switched off", about...)
	case t.GivenUp && t.EventID == "":
		a.logger.Error("an endpoint was never told of old events", about...)
	case t.GivenUp:
		a.logger.Error("an event is not tried any more; makegood webhooks replay tells it again", about...)
	default:
		a.logger.Warn("an endpoint was not told; it is tried again", about...)
	}
}

func (a *App) showEndpoints(books ledger.Store, inForce func() []hooks.Endpoint) error {
	inFile := func(name string) bool {
		return slices.ContainsFunc(inForce(), func(e hooks.Endpoint) bool { return e.Name == name })
	}
	collector, err := figures.NewEndpoints(figures.EndpointsConfig{Books: books, Now: a.now, InFile: inFile})
	if err != nil {
		return err
	}
	if err := a.registry.Register(collector); err != nil {
		return fmt.Errorf("figures of endpoints: %w", err)
	}
	return nil
}

// Endpoints reads the endpoints of the settings' file; without a file there are none.
func Endpoints(ctx context.Context, path string) ([]hooks.Endpoint, error) {
	if path == "" {
		return nil, nil
	}
	source, err := endpointsSource(ctx, path)
	if err != nil {
		return nil, err
	}
	file, err := hooks.Load(source.Content)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", path, err)}
	}
	return file.Endpoints, nil
}
