// Package acts is the desk's forms of what is done about a refund: each shows what the act would come to, as the ledger would
// carry it out now, with the message that the customer would get, before it is sent.
//
// On the path: package desk mounts the pages; a form's preview comes from support.ActDesk, and what is confirmed goes through
// api.Refunds, bound to the version, the amount and the assessment that were shown, under a key that was made with the form.
// Nothing is decided here: whether somebody may is the ledger's answer.
package acts
