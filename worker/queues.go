package worker

import (
	"fmt"
	"sync"

	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
	"go.uber.org/zap"
)

// ProviderQueue is the task queue on which the payouts of one provider run apart from everything else.
type ProviderQueue struct {
	Provider string
	// RatePerSecond is the rate of the queue: of all workers together.
	RatePerSecond float64
}

// Name is the queue's, beside the task queue of refunds.
func (q ProviderQueue) Name(of string) string { return of + "-" + q.Provider }

// queueNames are the queues by provider.
func (c Config) queueNames() map[string]string {
	names := map[string]string{}
	for _, q := range c.Queues {
		names[q.Provider] = q.Name(c.TaskQueue)
	}
	return names
}

// serveQueues polls the providers' own queues until stop is called, which waits for what is under way, as the
// worker's own Stop does.
func (c Config) serveQueues(acts *underWay, fatal chan<- error) (stop func(), err error) {
	var started []worker.Worker
	stop = func() {
		var all sync.WaitGroup
		for _, w := range started {
			all.Go(w.Stop)
		}
		all.Wait()
	}
	for _, q := range c.Queues {
		name := q.Name(c.TaskQueue)
		w := worker.New(c.Client, name, worker.Options{
			DisableWorkflowWorker: true, MaxConcurrentActivityTaskPollers: pollerCount, TaskQueueActivitiesPerSecond: q.RatePerSecond,
			WorkerStopTimeout: c.drainTimeout(), Interceptors: []interceptor.WorkerInterceptor{acts}, DeploymentOptions: c.Version.Options(),
			OnFatalError: func(err error) { fatal <- err },
		})
		c.parties().Register(w)
		if err := w.Start(); err != nil {
			stop()
			return nil, fmt.Errorf("worker: start on task queue %q: %w", name, err)
		}
		started = append(started, w)
		c.Logger.Info("a provider's own queue is served", zap.String("task_queue", name), zap.Float64("rate_per_second", q.RatePerSecond))
	}
	return stop, nil
}
