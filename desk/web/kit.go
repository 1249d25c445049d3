package web

import (
	"errors"
	"time"

	"go.uber.org/zap"
)

// Link is a link of the layout. Text is a text's id.
type Link struct{ Path, Text string }

// Config is what a Kit is made of.
type Config struct {
	Logger *zap.Logger
	// Now is UTC.
	Now func() time.Time
	// Secure: browsers reach the pages by https alone, so cookies are sent by it alone.
	Secure bool
	// Nav are the links at the head of staff's pages.
	Nav []Link
}

// Kit is what every set of pages is made with. It is safe for concurrent use.
type Kit struct {
	config   Config
	failures map[Layout]*Set
}

// NewKit makes a Kit, or says what is missing.
func NewKit(c Config) (*Kit, error) {
	if c.Logger == nil || c.Now == nil {
		return nil, errors.New("desk: a logger and a clock are needed")
	}
	k := &Kit{config: c}
	var err error
	k.failures, err = k.failurePages()
	return k, err
}

// Secure reports whether browsers reach the pages by https alone: a cookie that a package of pages sets says so too.
func (k *Kit) Secure() bool { return k.config.Secure }

// Now is the time by which pages tell what is overdue, in UTC.
func (k *Kit) Now() time.Time { return k.config.Now().UTC() }
