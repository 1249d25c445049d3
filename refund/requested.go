package refund

// UpdateRequest is the update that asks for a refund and waits for its decision: it starts the refund's workflow, or
// asks the one that is under way. Nothing is decided by it; it answers once the ledger has decided.
const UpdateRequest = "request"

// UpdateWithoutAnswer is the type of Temporal's own error for an update whose workflow ended before it had answered, as by
// an operator. It is no refusal: what the update asks for may be done.
const UpdateWithoutAnswer = "AcceptedUpdateCompletedWorkflow"

// Requesting is the input of UpdateRequest. Digest is the hash of the request's body (Request.Digest): one under the same
// key with another body is refused as a CONFLICT.
type Requesting struct {
	Digest string `json:"digest"`
}

// Requested is the answer to UpdateRequest. What was decided stands in the ledger, in this version of the standing or a
// later one: it does not travel through the history.
type Requested struct {
	Version int64 `json:"version"`
	// Conflict: the ledger has the key with another body, from a request that Temporal has forgotten.
	Conflict bool `json:"conflict,omitempty"`
}
