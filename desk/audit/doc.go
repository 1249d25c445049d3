// Package audit has the pages of people who check refunds: samples of closed ones checked again, how duties were kept apart, how roles
// changed, who did what, and what was taken out.
//
// On the path: package desk mounts the routes behind its sign-in; everything a page shows or keeps comes from support.Auditing, which says
// who may and what they are shown.
package audit
