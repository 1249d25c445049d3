package main

import (
	"path/filepath"
	"testing"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

func TestAPolicyIsConfirmedByTwoPeople(t *testing.T) {
	s := booked(t, func(*ledgertest.Desk) {})
	s.says(t, "no worker has seen a policy", "policy", "revisions")
	confirm := []string{"policy", "confirm", "shipped", "--note", "new year", "--by"}
	s.refuses(t, refund.CodeReviewerUnknown, append(confirm, "zoe")...)
	s.refuses(t, codeUsage, "policy", "confirm", "--by", "anna")
	s.refuses(t, refund.CodeNotFound, "policy", "confirm", filepath.Join(t.TempDir(), "none.yaml"), "--note", "x", "--by", "anna")
	s.says(t, "another person has to say so too", append(confirm, "anna")...)
	s.says(t, "another person has to say so too", append(confirm, "Anna ")...)
	s.says(t, "by anna (command_line): new year\n  another person has to say so too", "policy", "revisions")
	s.refuses(t, refund.CodeAlreadyDecided, append(confirm, "ben")...) // the same hands under another name
	s.cli.user = "user:ben@desk"
	s.says(t, "accepted: confirmed", append(confirm, "ben")...)
	s.says(t, "by ben (command_line): new year", "policy", "revisions")
}
