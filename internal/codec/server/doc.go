// Package server opens payloads for the Temporal UI and for Temporal's own command line, which have no keys:
// the remote codec of Temporal's documentation, at /decode and /encode, for those who are signed in.
//
// Who asks is known by a token, sent as `Authorization: Bearer`, or by the session of somebody who typed it into
// the sign-in page. Only hashes of tokens are kept. The pages of one origin, the Temporal UI's, may ask with a
// session; every request is held against the namespace and a limit, counted, and logged with who asked and for
// how many payloads, never with what was in them.
//
// On the path: beside it. `makegood codec serve` runs it.
package server
