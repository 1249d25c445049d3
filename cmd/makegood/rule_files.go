package main

import (
	"errors"
	"fmt"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// fileArg is the file that was named, if one was.
func fileArg(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// checked is what lint says of a file of risk rules or of reviewers.
type checked struct {
	File     string          `json:"file"`
	Findings []sheet.Mistake `json:"findings"`
}

// showChecked shows what is wrong with a file that was loaded with err, and fails where something is.
func (c *cli) showChecked(file string, err error, code refund.Code) error {
	var invalid sheet.Invalid
	if err != nil && !errors.As(err, &invalid) {
		return err
	}
	found := checked{File: file, Findings: append([]sheet.Mistake{}, invalid.Mistakes...)}
	if shown := c.print(found, func(w foreign.Terminal) { found.write(w) }); shown != nil {
		return shown
	}
	if len(found.Findings) > 0 {
		return app.Coded{Code: code, Err: fmt.Errorf("%d findings", len(found.Findings))}
	}
	return nil
}

func (c checked) write(w foreign.Terminal) {
	if len(c.Findings) == 0 {
		w.Printf("%s: nothing found\n", c.File)
	}
	for _, m := range c.Findings {
		w.Printf("%s:%d: %s: %s\n", c.File, m.Line, m.Code, m.Detail)
	}
}
