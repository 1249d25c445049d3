package app

import (
	"errors"
	"fmt"
	"strings"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
)

// keyCheck is a setting that holds a provider's key or secret, and what is wrong with it; nil: nothing is. The problem
// names the file, and nothing of what is in it.
type keyCheck struct {
	setting string
	problem error
}

// keySetting is a key that is given by its value or lies in a file, in the setting name or name_FILE.
type keySetting struct{ name, value, file string }

// checked reads the key and holds it to its form.
func (k keySetting) checked(form func(string) error) keyCheck {
	name := k.name
	if k.file != "" {
		name += "_FILE"
	}
	return checkedKey(name, secret.Either(k.value, k.file), form)
}

// checkedKey reads a key and holds it to its form; nil: it has none. A key in a file is named by the file too.
func checkedKey(setting string, of secret.Value, form func(string) error) keyCheck {
	text, err := of.ReadFilled()
	if err == nil && form != nil {
		err = form(text)
	}
	return keyCheck{setting: setting, problem: err}
}

// inFile adds the file to a problem of a setting that names several.
func (k keyCheck) inFile(file string) keyCheck {
	if k.problem != nil && !strings.Contains(k.problem.Error(), file) {
		k.problem = fmt.Errorf("%s: %w", file, k.problem)
	}
	return k
}

// keyProblems are the sentences about keys that are no good, each with its setting.
func keyProblems(checks []keyCheck) (problems []error) {
	said := map[string]bool{} // accounts share keys
	for _, c := range checks {
		if c.problem == nil {
			continue
		}
		problem := fmt.Errorf("%s%s: %w", config.Prefix, c.setting, c.problem)
		if !said[problem.Error()] {
			said[problem.Error()] = true
			problems = append(problems, problem)
		}
	}
	return problems
}

// allKeys are those of every account and of notifications.
func (r providerRow) allKeys(s config.Settings) (checks []keyCheck) {
	for _, account := range r.accounts(s) {
		checks = append(checks, r.keys(s, account)...)
	}
	if r.notificationKeys != nil {
		checks = append(checks, r.notificationKeys(s)...)
	}
	return checks
}

// badKeys refuses to start with keys that are no good: the first payment would be late to find out.
func (r providerRow) badKeys(s config.Settings) error {
	var problems []error
	for _, account := range r.accounts(s) {
		problems = append(problems, keyProblems(r.keys(s, account))...)
	}
	return badKeysOf(problems)
}

// badNotificationKeys is badKeys for what notifications are verified and opened with.
func (r providerRow) badNotificationKeys(s config.Settings) error {
	if r.notificationKeys == nil {
		return nil
	}
	return badKeysOf(keyProblems(r.notificationKeys(s)))
}

func badKeysOf(problems []error) error {
	if len(problems) == 0 {
		return nil
	}
	return Coded{Code: CodeBadConfig, Err: errors.Join(problems...)}
}

// eachLine holds every line of a text to a form: rings of keys lie in one file.
func eachLine(form func(string) error) func(string) error {
	return func(text string) error {
		for line := range strings.Lines(text) {
			if err := form(strings.TrimRight(line, "\r\n")); err != nil {
				return err
			}
		}
		return nil
	}
}

// notOneOf refuses a key that begins as another kind of key does: the dashboards show them beside each other.
func notOneOf(kinds map[string]string) func(string) error {
	return func(text string) error {
		for prefix, kind := range kinds {
			if strings.HasPrefix(text, prefix) {
				return fmt.Errorf("it is %s", kind)
			}
		}
		return nil
	}
}
