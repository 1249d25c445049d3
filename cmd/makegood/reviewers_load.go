package main

import (
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// loadStaff reads who may decide, as the workers do: the configured file, or the sample that ships
// with makegood.
func loadStaff(s config.Settings) (refund.Staff, error) { return loadReviewers(s.ReviewersFile) }
