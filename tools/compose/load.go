package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

// load reads the file with the .env beside it, and nothing of this process's own environment. It
// returns what breaks the format, a dependency or a volume that is not there, and a variable that
// has no value.
func load(ctx context.Context, file string) (*types.Project, error) {
	var warnings strings.Builder
	logrus.SetOutput(&warnings)
	defer logrus.SetOutput(io.Discard)
	options, err := cli.NewProjectOptions([]string{file},
		cli.WithWorkingDirectory(filepath.Dir(file)), cli.WithEnvFiles(), cli.WithDotEnv, cli.WithProfiles([]string{"*"}))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	project, err := options.LoadProject(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if warnings.Len() > 0 {
		return nil, fmt.Errorf("%s: %s", file, strings.TrimSpace(warnings.String()))
	}
	return project, nil
}

// services are the project's, by name.
func services(p *types.Project) []types.ServiceConfig {
	all := p.AllServices()
	list := make([]types.ServiceConfig, 0, len(all))
	for _, s := range all {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b types.ServiceConfig) int { return strings.Compare(a.Name, b.Name) })
	return list
}
