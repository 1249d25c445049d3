// Package rest is the door for programs that speak plain HTTP: the same procedures as package rpc, at the paths that the
// contract names in its google.api.http annotations, with errors by RFC 9457.
//
// On the path: it turns a request into the procedure's message and calls package rpc's server in process, so that nothing
// about who calls, keys, codes or conversion is said a second time.
package rest
