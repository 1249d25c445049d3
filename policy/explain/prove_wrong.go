package explain

import "errors"

// stepError is what is wrong with one step.
type stepError struct {
	place   int
	problem string
	whole   error
}

func (e *stepError) Error() string { return e.whole.Error() }
func (e *stepError) Unwrap() error { return e.whole }

// WrongSteps sorts what Prove found: by the place of a step, counted from 1, what is wrong with it, and whole what no step
// alone is to blame for, such as a sum. Both are empty without an error.
func WrongSteps(err error) (steps map[int][]string, whole []string) {
	steps = map[int][]string{}
	for _, one := range apart(err) {
		var wrong *stepError
		if errors.As(one, &wrong) {
			steps[wrong.place] = append(steps[wrong.place], wrong.problem)
			continue
		}
		whole = append(whole, one.Error())
	}
	return steps, whole
}

// apart takes joined errors apart.
func apart(err error) []error {
	if err == nil {
		return nil
	}
	if joined, is := err.(interface{ Unwrap() []error }); is {
		return joined.Unwrap()
	}
	return []error{err}
}
