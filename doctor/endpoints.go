package doctor

// Codes of the endpoints that are told of refunds by webhook.
const (
	// CodeEndpointsWrong: the file of endpoints, or a secret that it names, cannot be read.
	CodeEndpointsWrong = "ENDPOINTS_WRONG"
	// CodeEndpointOff: an endpoint was switched off, by a person or because it is gone; its events wait.
	CodeEndpointOff = "ENDPOINT_OFF"
	// CodeEndpointBehind: an event has waited for an endpoint for too long.
	CodeEndpointBehind = "ENDPOINT_BEHIND"
	// CodeEventsGivenUp: an endpoint did not take events, and nobody tries them any more.
	CodeEventsGivenUp = "EVENTS_GIVEN_UP"
	// CodeEndpointLeft: events wait for an endpoint that is not in the file any more. Nobody sends them.
	CodeEndpointLeft = "ENDPOINT_LEFT"
)
