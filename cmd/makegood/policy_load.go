package main

import (
	"context"
	"errors"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain"
)

// loadPolicy loads exactly one version.
func loadPolicy(ctx context.Context, path string) (*policy.Policy, error) {
	set, err := app.LoadPolicies(ctx, path)
	if err != nil {
		return nil, err
	}
	if refs := set.Refs(); len(refs) > 1 {
		return nil, usage("%s has %d versions: name one file", path, len(refs))
	}
	return set.Latest(), nil
}

// speakerOf returns the words of a locale.
func speakerOf(locale string) (explain.Speaker, error) {
	speaker, err := explain.In(locale)
	if errors.Is(err, explain.ErrUnknownLocale) {
		return speaker, usage("%v", err)
	}
	return speaker, err
}
