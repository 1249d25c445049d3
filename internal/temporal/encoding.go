package temporal

import (
	"go.temporal.io/sdk/converter"

	"github.com/makegood/makegood/internal/codec"
)

// Encoding is how everything in Temporal is encoded, and the one way to read it. The zero value writes plain
// JSON, as Temporal does by default, and reads nothing that is encrypted.
type Encoding struct{ codec codec.Codec }

// Encrypted encodes with a codec.
func Encrypted(with codec.Codec) Encoding { return Encoding{codec: with} }

// DataConverter writes and reads payloads, for clients, activities, and whoever reads a payload of a history
// or a memo. In a workflow it panics with what it cannot open, which parks the workflow's task.
func (e Encoding) DataConverter() converter.DataConverter { return e.codec.DataConverter() }

// WorkerConverter is the DataConverter of what runs workflows: a worker's client, and a replay.
func (e Encoding) WorkerConverter() converter.DataConverter { return e.codec.WorkerConverter() }

// FailureConverter writes and reads failures.
func (e Encoding) FailureConverter() converter.FailureConverter { return e.codec.FailureConverter() }

// converter is that of a client: of a worker's, or of any other.
func (s Settings) converter() converter.DataConverter {
	if s.ForWorker {
		return s.Encoding.WorkerConverter()
	}
	return s.Encoding.DataConverter()
}
