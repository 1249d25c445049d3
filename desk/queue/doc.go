// Package queue is the desk's pages of what waits for people: the queue with its views and filters, search, claims, acts on
// many refunds, the next one to decide, and who is away. It works without a script; with one, rows are live.
//
// On the path: package desk mounts the routes behind the kit's Guard; every page asks the support service, and shows what it
// says.
package queue
