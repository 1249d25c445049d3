package codec

import (
	"context"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
)

// DataConverter encodes values as Temporal's own converter does and seals them. What cannot be opened is an
// Unreadable error, and in a workflow a panic with it.
//
// Why a panic: the SDK turns an error of a data converter into the failure of the workflow where it decodes the
// workflow's input, drops a signal it cannot decode, and hands the story a failed activity where it cannot
// decode a result. A panic fails the workflow task alone, which the server runs again.
func (c Codec) DataConverter() converter.DataConverter {
	return errorConverter{converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c)}
}

// WorkerConverter is the DataConverter for the client that a worker runs on. It panics wherever the SDK has not
// said that it works for an activity or a client: where it reads markers of a history, it says nothing, and
// would go on without a version that it cannot read.
func (c Codec) WorkerConverter() converter.DataConverter {
	return panicConverter{converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c)}
}

// FailureConverter seals the message and the stack of every failure too: an error of a mail server may quote
// an address. A failure that cannot be opened keeps its type, and has "Encoded failure" for a message. That does
// no harm to a workflow: the story decides by types alone.
func (c Codec) FailureConverter() converter.FailureConverter {
	if c.ring == nil {
		return temporal.GetDefaultFailureConverter()
	}
	return temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter: c.DataConverter(), EncodeCommonAttributes: true,
	})
}

// errorConverter is the converter of activities and clients.
type errorConverter struct{ converter.DataConverter }

// WithWorkflowContext implements converter.ContextAware.
func (e errorConverter) WithWorkflowContext(converter.WorkflowContext) converter.DataConverter {
	return panicConverter(e)
}

// WithContext implements converter.ContextAware.
func (e errorConverter) WithContext(context.Context) converter.DataConverter { return e }

// panicConverter is the converter of workflows. It panics with what is Unreadable.
type panicConverter struct{ converter.DataConverter }

// WithWorkflowContext implements converter.ContextAware.
func (p panicConverter) WithWorkflowContext(converter.WorkflowContext) converter.DataConverter {
	return p
}

// WithContext implements converter.ContextAware.
func (p panicConverter) WithContext(context.Context) converter.DataConverter {
	return errorConverter(p)
}

// FromPayload implements converter.DataConverter.
func (p panicConverter) FromPayload(payload *common.Payload, into any) error {
	return parked(p.DataConverter.FromPayload(payload, into))
}

// FromPayloads implements converter.DataConverter. Where nothing is to be read, nothing is opened: a query's
// arguments are read outside of what recovers from a panic.
func (p panicConverter) FromPayloads(payloads *common.Payloads, into ...any) error {
	if len(into) == 0 {
		return nil
	}
	err := p.DataConverter.FromPayloads(payloads, into...)
	if isUnreadable(err) && refusable(into[0], err) {
		return nil
	}
	return parked(err)
}

// refusable tells a value that it cannot be read, where it wants to know: the story refuses an update then.
func refusable(into any, err error) bool {
	value, ok := into.(interface{ Unreadable(error) })
	if ok {
		value.Unreadable(err)
	}
	return ok
}

func parked(err error) error {
	if isUnreadable(err) {
		panic(err)
	}
	return err
}
