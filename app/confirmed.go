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
	"github.com/makegood/makegood/policy/sheet"
)

// MetricPolicyUnconfirmed is 1 while this worker's policy files are not confirmed by two people.
const MetricPolicyUnconfirmed = "makegood_policy_unconfirmed"

// askRulesMax bounds one question to the ledger for the rules in force.
const askRulesMax = 10 * time.Second

// confirmed reads what read finds where two people have confirmed it, and otherwise what they confirmed last: a worker
// never stops for it. It says in the log and by a metric which one it is.
type confirmed struct {
	ctx   context.Context
	books ledger.RuleBook
	log   *zap.Logger
	read  func() ([]sheet.Source, error)
	gauge prometheus.Gauge
	// known is the digest that was in force when it was asked last, waits the one that was last said to wait.
	known, waits atomic.Pointer[string]
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
	c := &confirmed{ctx: ctx, books: books, log: a.logger, read: read, gauge: gauge}
	return c.sources, nil
}

func (c *confirmed) sources() ([]sheet.Source, error) {
	found, err := c.read()
	if err != nil {
		return nil, err
	}
	files := RuleFiles(found)
	digest := ledger.RulesDigest(files)
	if known := c.known.Load(); known != nil && *known == digest { // what was confirmed stays confirmed
		c.gauge.Set(0)
		return found, nil
	}
	ctx, cancel := context.WithTimeout(c.ctx, askRulesMax)
	defer cancel()
	in, err := c.books.RulesInForce(ctx, ledger.RulesPolicy, files)
	if err != nil {
		return nil, fmt.Errorf("which policy is confirmed: %w", err)
	}
	if in.Waiting == "" {
		c.known.Store(&digest)
		c.gauge.Set(0)
		return found, nil
	}
	c.say(in)
	return sourcesOf(in.Files), nil
}

// say tells of a policy that waits, once.
func (c *confirmed) say(in ledger.RulesInForce) {
	c.gauge.Set(1)
	if was := c.waits.Swap(&in.Waiting); was != nil && *was == in.Waiting {
		return
	}
	c.log.Warn("the policy is not confirmed by two people (makegood policy confirm); the last confirmed one stays in force",
		zap.String("waits", in.Waiting), zap.String("in_force", in.Digest))
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
	problem := "the policy is not confirmed by two people, and workers go by the last confirmed one"
	for _, r := range revisions {
		switch {
		case r.Digest != digest:
		case r.AgreedAt != nil:
			return nil
		default:
			return []string{problem + ": " + string(r.AskedBy) + " has asked, another person has to say so too"}
		}
	}
	if len(revisions) == 0 {
		return nil
	}
	return []string{problem + ": nobody has asked for it"}
}
