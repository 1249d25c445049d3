package rpc

import (
	"errors"
	"net/http"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectproto"

	"github.com/makegood/makegood/api"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
)

// failed is the service's error on the wire: its class as the transport's code, makegood's code and the sentence in the
// caller's language in the message, and all of it as a Problem among the details.
func failed(err error) error {
	own := new(api.Error)
	if !errors.As(err, &own) {
		return err
	}
	out := connect.NewError(codeOf(own.Class()), string(own.Code)+": "+own.Sentence).WithCause(own)
	detail, fault := connectproto.NewErrorDetail(toProtoProblem(own))
	if fault != nil {
		return errors.Join(out, fault)
	}
	return out.WithDetail(detail)
}

// Refuse answers a request that never became a call, in the protocol that it came by and its reader's language.
func Refuse(w http.ResponseWriter, r *http.Request, err error) {
	_ = connecthttp.NewErrorWriter().Write(w, r, failed(CallIn(r.Header.Get("Accept-Language")).Failed(err))) // who has hung up hears nothing
}

// codeOf is how a class of errors is said by Connect and gRPC.
func codeOf(class api.Class) connect.Code {
	switch class {
	case api.ClassInput, api.ClassTooLarge:
		return connect.CodeInvalidArgument
	case api.ClassIdentity:
		return connect.CodeUnauthenticated
	case api.ClassPermission:
		return connect.CodePermissionDenied
	case api.ClassUnknown:
		return connect.CodeNotFound
	case api.ClassConflict:
		return connect.CodeAlreadyExists
	case api.ClassStale:
		return connect.CodeAborted
	case api.ClassRefused:
		return connect.CodeFailedPrecondition
	case api.ClassBusy:
		return connect.CodeResourceExhausted
	case api.ClassAway:
		return connect.CodeUnavailable
	case api.ClassFault:
		return connect.CodeInternal
	}
	return connect.CodeInternal
}

// ProblemIn is the Problem that an error of the door carries; false: it has none, and is the transport's own.
func ProblemIn(err error) (*apiv1.Problem, bool) {
	own := new(connect.Error)
	if !errors.As(err, &own) {
		return nil, false
	}
	for _, detail := range own.Details() {
		value, err := connectproto.UnmarshalErrorDetail(detail)
		if problem, ok := value.(*apiv1.Problem); err == nil && ok {
			return problem, true
		}
	}
	return nil, false
}

func toProtoProblem(e *api.Error) *apiv1.Problem {
	if e == nil {
		return nil
	}
	return &apiv1.Problem{Code: string(e.Code), Detail: e.Detail, Sentence: e.Sentence, Status: string(e.Status)}
}
