package app

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/sheet"
)

// MetricPolicyUnconfirmed is 1 while this worker's policy files are not confirmed by two people.
const MetricPolicyUnconfirmed = "makegood_policy_unconfirmed"

// askRulesMax bounds one question to the ledger for the rules in force.
const askRulesMax = 10 * time.Second

// confirmed reads what two people confirmed last, which may not be what read finds: a worker never stops for it. It says
// in the log and by a metric where they differ.
type confirmed struct {
	ctx   context.Context
	books ledger.RuleBook
	log   *zap.Logger
	read  func() ([]sheet.Source, error)
	gauge prometheus.Gauge
	// loads says why this program cannot go by files; nil: it can.
	loads func([]sheet.Source) error
	// last is what was in force when the ledger answered last. waits is the digest that was last said to wait.
	last  atomic.Pointer[[]sheet.Source]
	waits atomic.Pointer[string]
}

// confirmedPolicy is read by two people's word, where the settings ask for that.
func (a *App) confirmedPolicy(ctx context.Context, books ledger.RuleBook, read func() ([]sheet.Source, error)) (func() ([]sheet.Source, error), error) {
	if !a.settings.TwoPeople.Policy {
		return read, nil
	}
	gauge := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: MetricPolicyUnconfirmed, Help: "1 while this worker's policy files wait for two people, and it goes by the last confirmed ones.",
	})
	if err := a.registry.Register(gauge); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	c := &confirmed{ctx: ctx, books: books, log: a.logger, read: read, gauge: gauge, loads: func(files []sheet.Source) error {
		_, err := policy.LoadSet(files)
		return err
	}}
	return c.sources, nil
}

// sources are the policy to go by. While the ledger does not answer, it is the one of before.
func (c *confirmed) sources() ([]sheet.Source, error) {
	found, err := c.read()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(c.ctx, askRulesMax)
	defer cancel()
	in, err := c.books.RulesInForce(ctx, ledger.RulesPolicy, RuleFiles(found))
	if last := c.last.Load(); err != nil && last != nil {
		return *last, nil
	}
	if err != nil {
		return nil, fmt.Errorf("which policy is confirmed: %w", err)
	}
	goesBy := found
	if in.Waiting == "" {
		c.gauge.Set(0)
		c.waits.Store(nil)
	} else {
		goesBy = c.inForce(in, found)
	}
	c.last.Store(&goesBy)
	return goesBy, nil
}

// inForce are the files that the ledger keeps. A release that cannot read them, as one before a rule that they use, goes
// by its own where these were confirmed too: it would not start otherwise.
func (c *confirmed) inForce(in ledger.RulesInForce, found []sheet.Source) []sheet.Source {
	kept := sourcesOf(in.Files)
	problem := c.loads(kept)
	c.say(in, problem)
	if problem != nil && in.Before {
		return found
	}
	return kept
}

// say tells of a policy that waits, once; problem is why this program cannot go by the one in force.
func (c *confirmed) say(in ledger.RulesInForce, problem error) {
	c.gauge.Set(1)
	if was := c.waits.Swap(&in.Waiting); was != nil && *was == in.Waiting {
		return
	}
	c.log.Warn("the policy is not confirmed by two people (makegood policy confirm); the last confirmed one stays in force",
		zap.String("waits", in.Waiting), zap.String("in_force", in.Digest), zap.NamedError("cannot_load", problem))
}

// RuleFiles are sources as the ledger keeps them: without the folders that they lie in.
func RuleFiles(sources []sheet.Source) []ledger.RuleFile {
	files := make([]ledger.RuleFile, len(sources))
	for i, s := range sources {
		files[i] = ledger.RuleFile{Name: filepath.Base(s.Name), Content: string(s.Content)}
	}
	return files
}

func sourcesOf(files []ledger.RuleFile) []sheet.Source {
	sources := make([]sheet.Source, len(files))
	for i, f := range files {
		sources[i] = sheet.Source{Name: f.Name, Content: []byte(f.Content)}
	}
	return sources
}

// unconfirmed says, for the doctor, that the configured policy is not what workers go by; none: it is, or this ledger
// has seen none yet.
func unconfirmed(ctx context.Context, s config.Settings, books ledger.RuleReader) []string {
	sources, err := PolicySources(ctx, s.PolicyFile)
	if err != nil {
		return []string{err.Error()}
	}
	digest := ledger.RulesDigest(RuleFiles(sources))
	revisions, err := books.RuleRevisions(ctx, ledger.RulesPolicy)
	if err != nil {
		return []string{err.Error()}
	}
	problem, asked, baseline := "the policy is not confirmed by two people, and workers go by the last confirmed one", "nobody has asked for it", false
	for _, r := range revisions {
		baseline = baseline || r.InForce
		switch {
		case r.Digest != digest:
		case r.InForce:
			return nil
		case r.AgreedAt == nil:
			asked = string(r.AskedBy) + " has asked, another person has to say so too"
		}
	}
	if !baseline {
		return nil
	}
	return []string{problem + ": " + asked}
}
