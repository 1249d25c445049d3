// Package simulator is a pretend payment provider: an HTTP server of its own with a book of its own
// on disk, so that a test can count what money really moved. It shares no code and no types with
// the rest of makegood.
//
// On the path: payment/simulator calls it over HTTP, as any provider would be called; the demo and
// `makegood doctor` read its book with ReadBook and compare it with the ledger.
//
// # API
//
//	POST /v1/refunds                    header Idempotency-Key; reference, account, amount_minor, currency_code
//	GET  /v1/refunds/by-key/{key}       one refund; 404 {"error":"not_found"} when the key is not known
//	GET  /v1/refunds                    a page of the refunds, oldest first: reference=, account=, from= (inclusive) and to= (exclusive)
//	                                    by created_at, limit= (1 to 1000, which is the default), cursor=
//	POST /v1/voids                      header Idempotency-Key; reference, account, currency_code
//	GET  /v1/voids/by-key/{key}         as for refunds
//	GET  /v1/voids                      a page of the voids, as for refunds
//	POST /v1/outside-refunds            a refund without a key, as by hand in a dashboard; the body of a refund
//	GET  /v1/book                       what really moved, by currency and by reference
//	PUT  /v1/charges/{reference}        registers what was captured: amount_minor, currency_code; authorized_minor where more was authorised;
//	                                    captures [{reference, amount_minor}] where it is refunded by its captures
//	PUT  /v1/faults/{reference}         sets the faults of a reference: {"faults":[{"name":...}]}
//	GET  /v1/faults                     the faults that were set
//	GET  /healthz
//
// A refund is answered with 200, a declined one with 402. The same key with the same body gets the
// refund it made, the same key with another body 409, a rate limit 429 with Retry-After.
//
// Refunds of a reference never exceed what was captured on it. A charge with captures is refunded by the reference of
// a capture, each bounded by its own amount; a refund of the charge's own reference is declined.
//
// A void cancels an authorisation that was never captured. It is answered, repeated, looked up and
// spoiled as a refund is, with kind "void" and amount_minor 0; where a refund settles it is voided,
// and no money ever moves. A reference that was captured as far as authorised declines it. Keys of refunds and
// voids are one space: a refund's key is a conflict for a void, and a look-up by either path answers
// with what the key made and its kind.
//
// A list that goes on after its page has a next_cursor, whatever the limit: none is ever cut silently. A cursor belongs to
// its list, and means nothing in another.
//
// # Faults
//
// A fault changes how requests about one payment reference go. Faults of a reference are used up in
// order, each as often as its `times` says (default 1); then everything is well again. Those that
// decide what becomes of a refund are used by new keys only; the others by every POST, and
// lookup_error_500 by look-ups. forget is apart: it goes along with whatever else happens to the next
// refund that is made. Of a void, "moves the money" and "settles" read "is voided".
//
//	timeout_before           does nothing and never answers
//	timeout_after_success    moves the money and never answers
//	error_500, error_503     does nothing and answers so
//	error_500_after_success  moves the money and answers 500
//	garbage                  moves the money and answers 200 with a body that is not JSON
//	drop                     moves the money and closes the connection
//	slow                     moves the money and answers after its delay (default 1s)
//	rate_limit               does nothing and answers 429, Retry-After its delay (default 1s)
//	hidden                   moves the money, answers 500, and look-ups say not_found for its delay (default 1s)
//	late_move                moves the money only when its delay is over (default 1s), whether or not the client still
//	                         waits, and answers then; look-ups say not_found until then
//	bad_request              does nothing and answers 400, as to a charge that is too old; keeps no key
//	decline                  refuses; its class is instrument, balance, disputed, exceeds or other (default)
//	pending                  accepts; settles after its delay, or at its n-th look-up (default 2)
//	pending_then_fail        accepts; fails after its delay, or at its n-th look-up (default 2)
//	late_failure             settles; fails, and the money comes back, after its delay or at its n-th look-up (default 1)
//	requires_action          waits for someone; settles after its delay or look-ups, if it has any
//	abnormal                 reports a state nobody expects; settles after its delay or look-ups, if it has any
//	forget                   forgets the key after its delay (default 1s): look-ups say not_found, and the same key
//	                         makes a new refund that moves money again, as at providers that prune keys
//	lookup_error_500         a look-up answers 500
//
// The faults of lists hold until they are replaced, whatever else a reference has, and change nothing but what lists
// say of its refunds; times, delays and look-ups are not for them:
//
//	list_missing             leaves them out
//	list_extra               has another one beside each, of its amount, which nobody asked for
//	list_amount              has its amount for theirs
//	list_status              has its status for theirs
//	list_fee                 names its amount as a fee that was taken, in its currency (default: the refund's)
//	list_settlement          names its amount as what was settled, in its currency (default: the refund's)
//	list_error_500           answers 500 in the place of the page that has one of them
//
// # Faults in a reference
//
// Faults may stand in the reference itself, so that a stream of events needs no set-up. Faults that
// were set with PUT replace them.
//
//	reference = name { "~" fault [ ":" argument ] [ "~" times ] }
//	argument  = duration (1500ms, 2s) | look-ups (3) | decline class (balance) | status (failed) | amount (120, 120USD)
//	times     = 1 to 1000 | "always"
//
// For example ch_0007~timeout_after_success, ch_0008~error_500~2, ch_0009~decline:balance,
// ch_0010~error_503~2~pending:1500ms, ch_0011~bad_request~always, ch_0012~timeout_after_success~forget:5s. A reference that names an unknown fault is declined.
package simulator
