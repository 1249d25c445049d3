package support

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CountsLast is for how long counts are shown before they are counted again: counting reads every waiting refund once.
const CountsLast = 5 * time.Second

// countedMax bounds how many people's counts are kept, viewsCountedMax how many views are counted at once.
const (
	countedMax      = 500
	viewsCountedMax = 60
)

// countsKept are counts by who asked for which views.
type countsKept struct {
	mu   sync.Mutex
	kept map[string]countsAt
}

type countsAt struct {
	at     time.Time
	counts []int64
}

// Counts fills in how many refunds each view shows, as it was at most CountsLast ago. All views are counted by one read. Views
// beyond the first 60 are not counted, and have -1.
func (s *Service) Counts(ctx context.Context, call api.Call, views []View) ([]View, error) {
	out, err := s.counted(ctx, call, views)
	return out, call.Failed(err)
}

func (s *Service) counted(ctx context.Context, call api.Call, views []View) ([]View, error) {
	if err := s.permitQueue(call); err != nil {
		return nil, err
	}
	var filters []ledger.QueueFilter
	key := []string{string(call.Subject.Name)}
	for _, view := range views[:min(len(views), viewsCountedMax)] {
		filter, err := s.asked(ctx, call, view.Filter)
		if err != nil {
			return nil, err
		}
		filters, key = append(filters, filter), append(key, view.Filter.Query().Encode())
	}
	counts, err := s.countsOf(ctx, strings.Join(key, "\n"), filters)
	if err != nil {
		return nil, err
	}
	out := append([]View{}, views...)
	for i := range out {
		if out[i].Count = -1; i < len(counts) {
			out[i].Count = counts[i]
		}
	}
	return out, nil
}

func (s *Service) countsOf(ctx context.Context, key string, filters []ledger.QueueFilter) ([]int64, error) {
	now := s.ports.Now()
	if known, ok := s.counts.find(key, now); ok {
		return known, nil
	}
	counts, err := s.ports.Queue.QueueCounts(ctx, filters)
	if err == nil {
		s.counts.keep(key, countsAt{now, counts})
	}
	return counts, err
}

func (c *countsKept) find(key string, now time.Time) ([]int64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, ok := c.kept[key]
	return one.counts, ok && now.Sub(one.at) < CountsLast
}

func (c *countsKept) keep(key string, one countsAt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= countedMax {
		c.kept = map[string]countsAt{} // they are counted again
	}
	c.kept[key] = one
}

// standsInFor are the people who are away now and whose deputy somebody is.
func (s *Service) standsInFor(ctx context.Context, deputy refund.Person) (out []refund.Person, err error) {
	away, err := s.ports.Queue.Absences(ctx)
	for _, one := range away {
		if one.At(s.ports.Now()) && refund.SamePerson(one.Deputy, deputy) {
			out = append(out, one.Person)
		}
	}
	return out, err
}
