// Package mcp is the agents' door: what a language model may do with refunds, by the Model Context Protocol. It may look at
// what a refund would come to, ask for one, look at one and have it explained; it never decides.
//
// On the path: each of its four tools calls one procedure of package rpc's server, in process or over the wire, so that who
// calls, keys, codes and conversion are said once. Tools are described by the contract's own descriptors and comments
// (proto/makegood/api/v1), and read by package wire: the SDK's typed tools would read an amount through a float64.
//
// An answer is made for a reader that may take a text for an instruction. What is an id, a code or a word of a closed list
// stands as it is; every other text is cut, made visible, and put into a member that says what it is (TextMember).
package mcp
