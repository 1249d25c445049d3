// Package signin is how staff sign in at the desk and out of it: with the OpenID Connect issuer of the settings, or in the demo
// as one of its sample people.
//
// On the path: it proves who somebody is, and desk/session keeps that for them. What they may do is judged elsewhere.
package signin
