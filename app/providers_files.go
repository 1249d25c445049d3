package app

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
)

// in is a file of an account's folder.
func in(folder, name string) secret.Value { return secret.File(filepath.Join(folder, name)) }

// accountsOf are the accounts with credentials of their own, after the empty name where there are credentials for all.
func accountsOf(own map[string]string, forAll bool) []string {
	accounts := slices.Sorted(maps.Keys(own))
	if forAll {
		accounts = append([]string{""}, accounts...)
	}
	return accounts
}

// needs are the settings that are needed and not set, by their names without the prefix.
type needs []string

func (n *needs) unless(set bool, name string) {
	if !set {
		*n = append(*n, config.Prefix+name)
	}
}

// texts reads the keys of a ring when they are needed: a new file counts without a restart, and while one cannot be
// read the last one counts. minimum is how many bytes each has at least.
func texts(of secret.Value, minimum int) (func() ([]string, error), error) {
	ring, err := secret.NewRing(of, minimum)
	if err != nil {
		return nil, err
	}
	return func() (all []string, err error) {
		for _, one := range ring.Secrets() {
			all = append(all, string(one))
		}
		return all, nil
	}, nil
}

// readAll reads files, which hold a key each.
func readAll(files []string) (all []string, err error) {
	for _, file := range files {
		text, err := secret.File(file).ReadFilled()
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}
