// Package privacy seals what is said of a person under a key of that person's own, and opens it. To erase the person
// is to delete the key.
//
// On the path: the starter seals contact data and the texts of an event before the workflow is started, and the
// value of a dead letter; the commands seal what a member of staff writes; activities seal what came unsealed, and
// open contact and texts where a message is rendered. Whoever shows a refund opens it last. The ledger keeps the
// keys, and the sealed texts as they are.
package privacy
