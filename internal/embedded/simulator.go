package embedded

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/port"
)

// startSimulator runs `makegood simulator` as a process of its own: its book is not ours.
func (s *Stack) startSimulator(ctx context.Context, o Options) error {
	at, err := freePort(o.Ports.Simulator)
	if err != nil {
		return fmt.Errorf("embedded: simulator: %w", err)
	}
	s.SimulatorURL = "http://" + port.Local(at)
	running, err := s.run(command{
		name:    "simulator",
		path:    o.Executable,
		args:    []string{"simulator", "--address", port.Local(at), "--book", s.SimulatorBook},
		logPath: filepath.Join(o.DataDir, "simulator.log"),
	})
	if err != nil {
		return err
	}
	if err := running.await(ctx, 20*time.Second, s.simulatorAnswers); err != nil {
		return err
	}
	o.Logger.Info("simulator is up", zap.String("url", s.SimulatorURL), zap.String("book", s.SimulatorBook))
	return nil
}

func (s *Stack) simulatorAnswers(ctx context.Context) error {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, s.SimulatorURL+"/healthz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("healthz answers %s", answer.Status)
	}
	return nil
}
