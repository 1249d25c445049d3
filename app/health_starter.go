package app

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/ledger"
)

const (
	// rejoinMax is how long a member may be without a share of the topic while the group shares it out anew.
	rejoinMax = 15 * time.Second
	// memberSilenceMax: a member tells of itself every second, and of each try to join.
	memberSilenceMax = 2 * time.Minute
)

// starterHealth: a starter is ready that is connected to Temporal, can write the ledger that it keeps customers' keys
// in, has found its topics, and has joined its group. It lives while it reads, or tries to join.
type starterHealth struct {
	*processHealth
	turns       *health.Pulse
	now         func() time.Time
	topicsFound atomic.Bool

	mu       sync.Mutex
	joinedAt time.Time
}

func (a *App) starterHealth(ctx context.Context, books ledger.Condition) *starterHealth {
	h := &starterHealth{
		processHealth: a.newHealth(ctx), now: a.now,
		turns: health.NewPulse("consumer", memberSilenceMax, a.now),
	}
	h.needsLedger(a, books)
	h.board.ReadyWhen(health.Check{Name: "topics", Problem: h.topicsProblem}, health.Check{Name: "group", Problem: h.groupProblem})
	h.board.LiveWhile(h.turns.Check())
	return h
}

// foundTopics takes that the topics are there.
func (h *starterHealth) foundTopics() { h.topicsFound.Store(true) }

func (h *starterHealth) topicsProblem() string {
	if !h.topicsFound.Load() {
		return "it waits for its topics: Kafka does not answer, or does not have them"
	}
	return ""
}

// member takes how the consumer stands in its group.
func (h *starterHealth) member(m kafka.Membership) {
	h.turns.Beat()
	h.mu.Lock()
	defer h.mu.Unlock()
	if m.Joined {
		h.joinedAt = h.now()
	}
}

// groupProblem: a share that is empty is one too, where there are more members than partitions.
func (h *starterHealth) groupProblem() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.joinedAt.IsZero() {
		return "the consumer group is not joined yet"
	}
	if away := h.now().Sub(h.joinedAt); away > rejoinMax {
		return fmt.Sprintf("no share of the topic for %s: the consumer group is not joined", away.Round(time.Second))
	}
	return ""
}
