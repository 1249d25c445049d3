// Package codec encrypts what makegood keeps in Temporal: every payload is sealed with AES-256-GCM under a
// key of a key file, and names that key in its metadata. Payloads that were written before encryption was
// switched on are plain, and are read as they are.
//
// A payload that cannot be opened is never passed on as it stands. In an activity or a client that is an error,
// which is tried again or shown. In a workflow it is a panic, which fails the workflow task and nothing else:
// Temporal runs the task again until the key is back (see converter.go).
//
// On the path: package internal/temporal gives every client the converters of this package. Package
// internal/codec/server opens payloads for the Temporal UI.
package codec
