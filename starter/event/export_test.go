package event

// DecodeJSON is the step before anything is judged.
var DecodeJSON = decodeJSON
