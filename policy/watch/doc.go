// Package watch keeps what a running worker asks (the policy, the risk rules, who may decide) up to
// date with its files, safely: a file that cannot be loaded is refused with line and reason, and what
// was in force stays.
//
// On the path: cmd/makegood gives the three watchers to the worker, each where its rules are asked
// for. They poll the files' bytes; ticks are passed in. A change counts once it has been the same for
// two ticks, so that a file that is being written is not read by halves.
package watch
