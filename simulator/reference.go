package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	faultSeparator = "~"
	timesAlways    = "always"
)

// ParseReference returns the faults a payment reference names (the grammar is in the package
// comment). A reference without "~" has none.
func ParseReference(reference string) ([]Fault, error) {
	parts := strings.Split(reference, faultSeparator)
	var faults []Fault
	for _, part := range parts[1:] {
		if times, ok := parseTimes(part); ok && len(faults) > 0 && faults[len(faults)-1].Times == 0 {
			faults[len(faults)-1].Times = times
			continue
		}
		f, err := parseFault(part)
		if err != nil {
			return nil, fmt.Errorf("reference %q: %w", reference, err)
		}
		faults = append(faults, f)
	}
	if len(faults) > faultsMax {
		return nil, fmt.Errorf("reference %q: more than %d faults", reference, faultsMax)
	}
	return faults, nil
}

// parseTimes reads "2" or "always".
func parseTimes(s string) (int, bool) {
	if s == timesAlways {
		return TimesAlways, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= timesMax
}

// parseFault reads "name" or "name:argument".
func parseFault(s string) (Fault, error) {
	name, argument, given := strings.Cut(s, ":")
	f := Fault{Name: FaultName(name)}
	if given {
		if err := f.setArgument(argument); err != nil {
			return Fault{}, err
		}
	}
	return f, f.validate()
}

// setArgument reads a decline's class, what a list says, a number of look-ups, or a duration.
func (f *Fault) setArgument(argument string) error {
	switch {
	case f.Name == FaultDecline:
		f.Class = argument
		return nil
	case f.Name == FaultListStatus:
		f.Status = Status(argument)
		return nil
	case f.ofList():
		return f.setAmount(argument)
	}
	if n, err := strconv.Atoi(argument); err == nil {
		f.Lookups = n
		return nil
	}
	delay, err := time.ParseDuration(argument)
	if err != nil {
		return fmt.Errorf("fault %s: argument %q is neither a duration nor a number of look-ups", f.Name, argument)
	}
	f.DelayMS = delay.Milliseconds()
	return nil
}

// setAmount reads minor units, with a currency behind them where the fault has one of its own: 120 or 120USD.
func (f *Fault) setAmount(argument string) error {
	if n := len(argument) - 3; n > 0 && currencyCode.MatchString(argument[n:]) {
		argument, f.Currency = argument[:n], argument[n:]
	}
	minor, err := strconv.ParseInt(argument, 10, 64)
	if err != nil {
		return fmt.Errorf("fault %s: argument %q is no number of minor units", f.Name, argument)
	}
	f.AmountMinor = minor
	return nil
}
