package config

import "strconv"

// Fairness has what keeps one merchant's many cancellations from holding up another's few.
type Fairness struct {
	// LookAhead: a record of 2 KiB takes about 8 KiB while it waits, so that the default takes about 80 MiB of them.
	LookAhead int `env:"LOOK_AHEAD" envDefault:"10000" doc:"how many events the starter reads ahead, so that merchants take turns among them; 0: events are started in their order"`
}

// lookAheadMax bounds the memory that waiting records take.
const lookAheadMax = 100_000

func (f Fairness) check(out *problems) {
	if f.LookAhead < 0 || f.LookAhead > lookAheadMax {
		out.add("FAIRNESS_LOOK_AHEAD", strconv.Itoa(f.LookAhead), "must be from 0 to "+strconv.Itoa(lookAheadMax))
	}
}
