// Package riskreport says what rules on trial would change: how many refunds would be in another band,
// how much money that is, by which rules, for example which.
//
// On the path: beside it. `makegood risk compare` feeds it the ledger's stored cases, whose verdicts
// keep what the rules in force and those on trial said at the time; nothing is scored again. It counts
// and adds, and reads no clock.
package riskreport
