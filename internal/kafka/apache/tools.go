package apache

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
)

// java is a command that runs a class of the artifacts.
func (s *Server) java(ctx context.Context, class string, arguments ...string) *exec.Cmd {
	fixed := []string{
		heapMax, "-XX:+UseSerialGC", "-Djava.net.preferIPv4Stack=true", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
		"-cp", filepath.Join(s.jars, "*"), class,
	}
	return exec.CommandContext(ctx, "java", slices.Concat(fixed, arguments)...)
}

// Tool runs a class of Kafka's own tools with what it reads, and returns what it wrote.
func (s *Server) Tool(ctx context.Context, input io.Reader, class string, arguments ...string) (string, error) {
	command := s.java(ctx, class, arguments...)
	var output bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = input, &output, &output
	if err := command.Run(); err != nil {
		return output.String(), fmt.Errorf("%s: %w: %s", class, err, output.String())
	}
	return output.String(), nil
}

// format writes the folder's first records: its id, and the users that sign in by SCRAM.
func (s *Server) format(ctx context.Context) error {
	user := fmt.Sprintf("[name=%s,password=%s]", User, Password)
	_, err := s.Tool(ctx, nil, "kafka.tools.StorageTool", "format", "--config", s.propertiesFile(), "--cluster-id", clusterID,
		"--add-scram", "SCRAM-SHA-256="+user, "--add-scram", "SCRAM-SHA-512="+user)
	if err != nil {
		return fmt.Errorf("apache kafka: format: %w", err)
	}
	return nil
}
