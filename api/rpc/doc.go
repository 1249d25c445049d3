// Package rpc is the door for programs: the service by Connect, gRPC and gRPC-Web, in protobuf and in JSON.
//
// On the path: it stands between the network and api.Service, and adds nothing but its transport and who calls. Messages are
// those of proto/makegood/api/v1; each method converts its message (fromproto), calls the service, and converts the answer
// (toproto).
package rpc
