package main

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// parseID reads a refund's id, with or without its leading "refund/".
func parseID(text string) (refund.ID, error) {
	id := refund.ID(text)
	if !strings.HasPrefix(text, "refund/") {
		id = refund.ID("refund/" + text)
	}
	_, err := id.Key()
	return id, err
}

// isUnknownCommand recognises cobra's only error without a hook of its own.
func isUnknownCommand(err error) bool { return strings.HasPrefix(err.Error(), "unknown command ") }
