// Package server answers the API's calls: HTTP/1.1 and HTTP/2 on one address, with TLS or without, within limits of time.
//
// On the path: package app mounts the doors (api/rpc, api/rest and those beside them) and gives their handler to Serve.
// Nothing here knows what a call asks for.
package server
