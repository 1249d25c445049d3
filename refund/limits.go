package refund

// The sizes and counts of everything that goes through Temporal (DESIGN section 7), in one place. The
// server ends a workflow whose task completes with more than its own limits (2 MiB a payload, 4 MiB a
// request), so what is larger stays in the ledger and travels by reference.
const (
	// InputBytesMax bounds the workflow's input, StandingBytesMax a standing, ResultBytesMax a result.
	InputBytesMax    = 1 << 20
	StandingBytesMax = 16 << 10
	ResultBytesMax   = 32 << 10
	// QueryBytesMax bounds the answer to a query, TrailRowsMax the rows of the trail in it.
	QueryBytesMax = 256 << 10
	TrailRowsMax  = 200
	// LegsMax bounds the legs of a refund.
	LegsMax = 20
	// ActBytesMax bounds an act, NoteBytesMax its note, WordsBytesMax what of it is said to the customer.
	ActBytesMax   = 16 << 10
	NoteBytesMax  = 4 << 10
	WordsBytesMax = 2 << 10
	// MarkerBytesMax bounds the markers of one workflow task, ActsPerTaskMax the acts that write them.
	MarkerBytesMax = 1 << 20
	ActsPerTaskMax = 50
	// A run continues as new at one of these.
	RunActsMax   = 200
	RunEventsMax = 2000
	RunBytesMax  = 2 << 20
	// RunActsLimit bounds the acts that one run carries out while it cannot continue (its channels never
	// become empty): further ones are refused until it has. Each act costs a history about 1 KiB, at most
	// StandingBytesMax more.
	RunActsLimit = 1000
	// DifferencesMax bounds the differences that are named, ReasonBytesMax a provider's or a gate's word.
	DifferencesMax = 20
	ReasonBytesMax = 200
)
