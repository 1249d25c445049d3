// Package telemetry makes what makegood says about itself: zap logs, and a Prometheus endpoint
// with the Temporal SDK's metrics beside our own.
//
// On the path: the command line makes a logger, and package app a registry for each process; both are
// handed to worker, starter and the Temporal client. Nothing here is global.
package telemetry

import (
	"fmt"
	"io"

	"go.temporal.io/sdk/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
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
	return zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(o.To)), level)), nil
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

// Debug implements log.Logger.
func (t temporalLogger) Debug(msg string, keyvals ...any) { t.to.Debugw(msg, keyvals...) }

// Info implements log.Logger.
func (t temporalLogger) Info(msg string, keyvals ...any) { t.to.Infow(msg, keyvals...) }

// Warn implements log.Logger.
func (t temporalLogger) Warn(msg string, keyvals ...any) { t.to.Warnw(msg, keyvals...) }

// Error implements log.Logger.
func (t temporalLogger) Error(msg string, keyvals ...any) { t.to.Errorw(msg, keyvals...) }

// With implements log.WithLogger.
func (t temporalLogger) With(keyvals ...any) log.Logger {
	return temporalLogger{to: t.to.With(keyvals...)}
}
