package refund

import "slices"

// Unit is what an input of a step counts: one of a closed set.
type Unit uint8

// The units.
const (
	_ Unit = iota // a word or an id
	UnitMinor
	UnitCount
	UnitDays
	// UnitRate is a decimal such as "0.15", UnitDate a local calendar day such as "2026-11-20". UnitMeasure is a
	// decimal of what a line is sold by: 2.350 of kilograms.
	UnitRate
	UnitDate
	UnitMeasure
)

// unitNames are how units are written.
var unitNames = [...]string{UnitMinor: "minor", UnitCount: "units", UnitDays: "days", UnitRate: "rate", UnitDate: "date", UnitMeasure: "measure"}

// String returns how the unit is written; empty for a word or an id.
func (u Unit) String() string {
	if int(u) < len(unitNames) {
		return unitNames[u]
	}
	return ""
}

// MarshalText implements encoding.TextMarshaler.
func (u Unit) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. A unit of a newer version is read as a word.
func (u *Unit) UnmarshalText(text []byte) error {
	*u = 0
	if at := slices.Index(unitNames[:], string(text)); at > 0 {
		*u = Unit(at)
	}
	return nil
}
