package config

// TwoPeople says what needs a second person's word before it counts.
type TwoPeople struct {
	Policy bool `env:"POLICY" envDefault:"true" doc:"whether another policy, and with it another budget, counts only once two people have confirmed it (makegood policy confirm); until then workers go by the last confirmed one"`
}
