// Package watch keeps the policy that a running worker asks up to date with its files, safely: a
// file that cannot be loaded is refused with line and reason, and the old policy stays.
//
// On the path: cmd/makegood gives a Watcher to the worker where the rules are asked for. It polls
// the files' bytes; ticks are passed in. A change counts once it has been the same for two ticks,
// so that a file that is being written is not read by halves.
package watch
