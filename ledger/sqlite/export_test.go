package sqlite

import "time"

// WithLimits bounds the log and looks after the files more often, for a test.
func WithLimits(logMax int64, every time.Duration) Option {
	return func(s *settings) { s.limits.logMax, s.limits.logKept, s.limits.every = logMax, logMax/4, every }
}

// WithCheckTime bounds the check of the pages.
func WithCheckTime(d time.Duration) Option { return func(s *settings) { s.limits.checkTime = d } }
