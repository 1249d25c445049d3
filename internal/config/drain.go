package config

import "time"

// Drain says for how long a process that was told to end may finish what is under way. The starter's time is fixed:
// it leaves its group within two seconds.
type Drain struct {
	WorkerTimeout time.Duration `env:"DRAIN_TIMEOUT" envDefault:"20s" doc:"how long activities under way may go on after SIGTERM; it stays below the time after which the process is killed (Compose and deploy/kubernetes: 30 s)"`
}

// drainMax is above any activity's own time.
const drainMax = 10 * time.Minute

// drain checks that a provider's call, which is bounded by its own time, can end within the worker's.
func (p *problems) drain(s Settings) {
	switch limit := s.Drain.WorkerTimeout; {
	case limit <= s.Simulator.CallTimeout:
		p.add("WORKER_DRAIN_TIMEOUT", limit.String(), "must be longer than "+Prefix+"SIMULATOR_CALL_TIMEOUT, so that a payout under way is finished")
	case limit > drainMax:
		p.add("WORKER_DRAIN_TIMEOUT", limit.String(), "must be "+drainMax.String()+" at most")
	}
}
