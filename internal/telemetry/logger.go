// Package telemetry makes what makegood says about itself: zap logs, a Prometheus endpoint with the Temporal
// SDK's metrics beside our own, and spans for a collector.
//
// On the path: the command line makes a logger, and package app a registry for each process; both are
// handed to worker, starter and the Temporal client. Nothing here is global, but where OpenTelemetry says what
// went wrong with it.
package telemetry

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"go.temporal.io/sdk/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/makegood/makegood/internal/foreign"
)

// LogOptions say what is logged, and how.
type LogOptions struct {
	// Level is debug, info, warn or error.
	Level string
	// Format is console (for people) or json (for machines).
	Format string
	// To receives the lines; writes to it are serialised.
	To io.Writer
}

// A line from info on that comes again and again is written repeatedFirst times a minute, and then
// once in repeatedThen: a failure that meets every refund must not bury the others, nor fill a disk.
// Lines are the same when their level and message are, whatever their fields. Every line of debug is
// written: who asks for it looks for one refund.
const (
	repeatedEvery = time.Minute
	repeatedFirst = 30
	repeatedThen  = 500
)

// NewLogger makes a logger, or says what is wrong with the options.
func NewLogger(o LogOptions) (*zap.Logger, error) {
	level, err := zapcore.ParseLevel(o.Level)
	if err != nil {
		return nil, fmt.Errorf("telemetry: log level %q: %w", o.Level, err)
	}
	encoder, err := encoderFor(o.Format)
	if err != nil {
		return nil, err
	}
	to := zapcore.Lock(zapcore.AddSync(foreign.NewScreen(o.To)))
	detail := zapcore.NewCore(encoder, to, zap.LevelEnablerFunc(func(l zapcore.Level) bool { return l >= level && l < zap.InfoLevel }))
	rest := zapcore.NewCore(encoder, to, zap.LevelEnablerFunc(func(l zapcore.Level) bool { return l >= level && l >= zap.InfoLevel }))
	sampled := zapcore.NewSamplerWithOptions(guarded{rest}, repeatedEvery, repeatedFirst, repeatedThen)
	return zap.New(zapcore.NewTee(guarded{detail}, sampled)), nil
}

func encoderFor(format string) (zapcore.Encoder, error) {
	c := zap.NewProductionEncoderConfig()
	c.TimeKey = "at"
	c.EncodeTime = zapcore.ISO8601TimeEncoder
	c.EncodeDuration = zapcore.StringDurationEncoder
	switch format {
	case "json":
		return zapcore.NewJSONEncoder(c), nil
	case "console":
		return zapcore.NewConsoleEncoder(c), nil
	}
	return nil, fmt.Errorf("telemetry: log format %q: must be console or json", format)
}

// temporalLogger lets the Temporal SDK write to a zap logger.
type temporalLogger struct{ to *zap.SugaredLogger }

// ForTemporal returns l as the Temporal SDK's logger.
func ForTemporal(l *zap.Logger) log.Logger {
	return temporalLogger{to: l.WithOptions(zap.AddCallerSkip(1)).Sugar()}
}

// ofOneTask is how the SDK begins some messages: with a code, and the id of the task they are about.
var ofOneTask = regexp.MustCompile(`^(\[TMPRL\d+\]) (\S*:\d+:\d+) `)

// apart moves a task's id out of the message into a field, so that lines of one kind are the same.
func apart(msg string, keyvals []any) (string, []any) {
	found := ofOneTask.FindStringSubmatch(msg)
	if found == nil {
		return msg, keyvals
	}
	return found[1] + " " + msg[len(found[0]):], append(slices.Clip(keyvals), "Task", found[2])
}

// Debug implements log.Logger.
func (t temporalLogger) Debug(msg string, keyvals ...any) { t.to.Debugw(msg, keyvals...) }

// Info implements log.Logger.
func (t temporalLogger) Info(msg string, keyvals ...any) { t.to.Infow(msg, keyvals...) }

// Warn implements log.Logger.
func (t temporalLogger) Warn(msg string, keyvals ...any) {
	msg, keyvals = apart(msg, keyvals)
	t.to.Warnw(msg, keyvals...)
}

// Error implements log.Logger.
func (t temporalLogger) Error(msg string, keyvals ...any) {
	msg, keyvals = apart(msg, keyvals)
	t.to.Errorw(msg, keyvals...)
}

// With implements log.WithLogger.
func (t temporalLogger) With(keyvals ...any) log.Logger {
	return temporalLogger{to: t.to.With(keyvals...)}
}
