package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/simulator"
)

func (a *app) simulatorCommand() *cobra.Command {
	var address, book string
	cmd := &cobra.Command{
		Use: "simulator", Short: "run the pretend payment provider", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.settings()
			if err != nil {
				return err
			}
			logger, err := telemetry.NewLogger(telemetry.LogOptions{Level: s.Log.Level, Format: s.Log.Format, To: a.err})
			if err != nil {
				return err
			}
			if book == "" {
				book = filepath.Join(s.DataDir, "simulator-book.jsonl")
			}
			return simulator.Run(cmd.Context(), simulator.Config{Address: address, BookPath: book, Now: a.now, Log: logger})
		},
	}
	cmd.Flags().StringVar(&address, "address", "127.0.0.1:8099", "where it listens")
	cmd.Flags().StringVar(&book, "book", "", "its book on disk; by default simulator-book.jsonl in the data folder")
	return cmd
}
