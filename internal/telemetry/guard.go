package telemetry

import (
	"fmt"

	"go.uber.org/zap/zapcore"

	"github.com/makegood/makegood/internal/foreign"
)

// guarded is a core whose lines are one line each: messages and fields may carry what an event, a person or a
// provider wrote. The encoders escape fields as JSON, and the console's writes a message as it is.
type guarded struct{ zapcore.Core }

// With implements zapcore.Core.
func (g guarded) With(fields []zapcore.Field) zapcore.Core {
	return guarded{g.Core.With(bounded(fields))}
}

// Check implements zapcore.Core: the entry comes to this core, not to the one inside.
func (g guarded) Check(entry zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if g.Enabled(entry.Level) {
		return checked.AddCore(entry, g)
	}
	return checked
}

// Write implements zapcore.Core.
func (g guarded) Write(entry zapcore.Entry, fields []zapcore.Field) error {
	entry.Message = foreign.Line(entry.Message)
	return g.Core.Write(entry, bounded(fields))
}

// bounded cuts the texts among fields. Of an error only its text is kept.
func bounded(fields []zapcore.Field) []zapcore.Field {
	out := make([]zapcore.Field, len(fields))
	for i, field := range fields {
		switch text := field.Interface.(type) {
		case error:
			if field.Type == zapcore.ErrorType {
				field.Interface = shortError{text}
			}
		case fmt.Stringer:
			if field.Type == zapcore.StringerType {
				field.Interface = shortStringer{text}
			}
		}
		if field.Type == zapcore.StringType {
			field.String = foreign.Cut(field.String)
		}
		out[i] = field
	}
	return out
}

// shortError and shortStringer are cut when they are written, and not before: most lines of debug never are.
type (
	shortError    struct{ error }
	shortStringer struct{ fmt.Stringer }
)

// Error implements error.
func (s shortError) Error() string { return foreign.Cut(s.error.Error()) }

// String implements fmt.Stringer.
func (s shortStringer) String() string { return foreign.Cut(s.Stringer.String()) }
