// Package identity says who calls: it turns what a transport carries into a verified api.Subject.
//
// On the path: a network door hands it a bearer token before it calls the service. One chain knows all kinds of tokens:
// people sign in with an OpenID Connect issuer, machines have a key (of which only a hash is kept) or a token of their
// issuer, and in the embedded mode sample people have tokens that are good for the demo alone.
package identity
