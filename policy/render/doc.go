// Package render writes a policy as a page that people read: what each reason is granted, the rules
// in the sequence they are read, what a market's law demands, how requests are handled.
//
// On the path: beside it; `makegood policy render` prints the page. It is written from the checked
// policy, so that the page cannot say one thing and the rules another.
package render
