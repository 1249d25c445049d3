// Package desk puts the pages together: those of staff, who sign in, and those of customers, whom a link leads there. Each has
// a handler of its own, for an address of its own.
//
// On the path: package app makes the service and the pages, and serves the handlers within the limits of api/server. A page
// only shows what the service says: nothing here decides about money or permission.
package desk
