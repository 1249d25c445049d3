// Package session knows who is signed in at the desk: a browser has the id of a session in a cookie, the ledger its hash and
// who it is of.
//
// On the path: desk/signin begins a session for whom the issuer has verified, and package desk asks a Keeper before each page.
// What the person may do is judged by the ledger when they do it, not by what was known when they signed in.
package session
