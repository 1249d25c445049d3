package api

import "net/http"

// transported is how the transports say a class: the HTTP status of REST, the code of Connect, gRPC and gRPC-Web by its name
// there, and after how many seconds the same call may be answered (Retry-After); 0: it is not worth a repetition.
type transported struct {
	status int
	code   string
	retry  int
}

// statuses is that of every class. Only what is away here, and what is broken here, is said by a status from 500 on.
var statuses = map[Class]transported{
	ClassInput:      {http.StatusBadRequest, "invalid_argument", 0},
	ClassIdentity:   {http.StatusUnauthorized, "unauthenticated", 0},
	ClassPermission: {http.StatusForbidden, "permission_denied", 0},
	ClassUnknown:    {http.StatusNotFound, "not_found", 0},
	ClassNoMethod:   {http.StatusNotFound, "unimplemented", 0},
	ClassHTTPMethod: {http.StatusMethodNotAllowed, "unimplemented", 0},
	ClassDeadline:   {http.StatusRequestTimeout, "deadline_exceeded", 0},
	ClassConflict:   {http.StatusConflict, "already_exists", 0},
	ClassStale:      {http.StatusPreconditionFailed, "aborted", 0},
	ClassTooLarge:   {http.StatusRequestEntityTooLarge, "invalid_argument", 0},
	ClassMediaType:  {http.StatusUnsupportedMediaType, "invalid_argument", 0},
	ClassRefused:    {http.StatusUnprocessableEntity, "failed_precondition", 0},
	ClassBusy:       {http.StatusTooManyRequests, "resource_exhausted", 5},
	ClassAway:       {http.StatusServiceUnavailable, "unavailable", 5},
	ClassFault:      {http.StatusInternalServerError, "internal", 0},
}

// HTTPStatus is how REST says the class.
func (c Class) HTTPStatus() int { return c.transported().status }

// ConnectCode is how Connect, gRPC and gRPC-Web say the class, by the name that the code has in Connect.
func (c Class) ConnectCode() string { return c.transported().code }

// RetrySeconds is after how many seconds the same call may be answered; 0: it would have the same answer.
func (c Class) RetrySeconds() int { return c.transported().retry }

func (c Class) transported() transported {
	if said, ok := statuses[c]; ok {
		return said
	}
	return statuses[ClassFault]
}
