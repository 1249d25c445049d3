// Package risk scores requests: rules as data give points for what is seen of the request, the order
// and the customer's own past, and bands say what the sum means. The score decides who looks at a
// refund, never how much it is, and never refuses one.
//
// On the path: activities ask it between the assessment and the reservation. It is pure and reads no
// clock: the same rules, request and history always give the same verdict. Rules on trial (the
// file's shadow section) are scored beside it and kept, and nothing acts on them.
//
// What is not known gives no points. The customer's tier is no variable (promise 11).
package risk
