// Package withdrawal has the pages of the withdrawal function (Directive 2011/83/EU, Art. 11a): one to fill in, one that shows
// what will be declared and has a single button, and one with the receipt; and the list of what waits for staff.
//
// On the path: package desk mounts Pages for customers, and StaffPages inside. Everything is asked of api/withdrawal. What the
// customer wrote travels in the forms from page to page, never in an address, and nothing that they are shown depends on whether
// an order exists, except by a link that the shop signed.
package withdrawal
