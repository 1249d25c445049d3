// Package rulebook reads policies: YAML files become checked rules (terms, reasons, rules, markets,
// approvals, goods, offers) that are read-only and answer questions about a line of a request. A Set
// holds all versions of a policy and knows which one an order was placed under.
//
// On the path: below policy, which assesses refunds by these rules, and beside lint, diff and render,
// which show them. It does no I/O: who reads the files hands in their bytes.
package rulebook
