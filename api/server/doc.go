// Package server answers the API's calls: HTTP/1.1 and HTTP/2 on one address, with TLS or without, within limits.
//
// On the path: package app names the doors (api/rpc, api/rest and those beside them), and a Server holds the requests
// that come to them to the limits of size, rate, time and number, counts them, and logs those that fail. Nothing here knows
// what a call asks for.
package server
