// Package starter is all of the intake: it reads cancellation events from Kafka and starts one
// refund workflow for each.
//
// On the path it stands first. An event's offset is committed only once its workflow exists, or
// the event lies in the dead-letter topic (promise 13). Only what is wrong with the event itself
// makes a dead letter; while Temporal or the broker is away, the starter waits and says so.
package starter
