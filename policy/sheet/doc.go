// Package sheet reads the YAML files that people write (policies, risk rules, reviewers) strictly:
// unknown keys, values that mean nothing and missing keys are all named at once, each with its line.
//
// On the path: beside it, below policy, policy/risk and policy/reviewers. It does no I/O.
package sheet
