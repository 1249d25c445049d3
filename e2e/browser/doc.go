// Package browser plays people's days in a real browser: Chromium opens the pages of staff and of customers, on Temporal's own
// server, a Kafka broker on the real protocol, the SQLite ledger and the simulator. It is a module of its own, so that what
// drives the browser is none of makegood's dependencies, and its tests have the build tag browser.
//
// A test fails on whatever the browser complains about: an error of a script, something that the pages' own policy forbids, a
// file that is not there. Every page that is shown is held to axe-core, whose rules are those of WCAG 2.2 AA and best practice.
package browser
