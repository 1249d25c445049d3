package main

import (
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// loadStaff reads who may decide. Without reviewers nobody is known: a list of what somebody may decide
// is then what is assigned to them.
func loadStaff(config.Settings) (refund.Staff, error) { return refund.Staff{}, nil }
