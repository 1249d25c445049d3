// Package api is the one service behind every door: plain methods on plain types. The command line calls it in process;
// a network door adds nothing but its transport and who calls (DESIGN section 14).
//
// On the path: cmd/makegood and the network's doors (rpc, rest, mcp) call a Service; it asks the refund's workflow (Stories), the
// intake (Intake) and the ledger (Books), which package app wires. It decides nothing about money: what a person may do
// is the ledger's to say, under its lock, and a refusal here is the engine's own code and sentence.
//
// What makes a call repeatable: a request for a refund has its request id, and acts of staff and appeals have the id that
// comes as Call.Key; both are kept as long as the ledger, the same again has the first answer, and another body is a
// CONFLICT. So is a withdrawal, a choice and the answer to an offer that comes with a key; without one they are known by
// what they can be done to once (round, alternative, offer), as the answer to a question always is. Assigning and looking change
// nothing when they are repeated.
package api
