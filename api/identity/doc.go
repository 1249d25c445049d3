// Package identity says who calls: it turns what a transport carries into a verified api.Subject.
//
// On the path: a network door hands it a bearer token before it calls the service. Machines have keys, of which only a hash is
// kept.
package identity
