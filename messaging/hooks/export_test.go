package hooks

import "context"

// Public is whether an address is one of the internet's.
var Public = public

// Ladder are the pauses between the tries of one event.
var Ladder = ladder[:]

// BodyBytesMax is the size from which on an event is reduced.
const BodyBytesMax = bodyBytesMax

// Prune forgets old events, as Run does once an hour.
func (s *Sender) Prune(ctx context.Context) { s.prune(ctx) }
