package sheet

import "fmt"

// Checker collects what is wrong with a file that could be read.
type Checker struct {
	Code     Code
	Lines    Lines
	Mistakes []Mistake
}

// Say notes a mistake at a key of the file.
func (c *Checker) Say(key, format string, operands ...any) {
	c.Mistakes = append(c.Mistakes, Mistake{Line: c.Lines.Of(key), Code: c.Code, Detail: key + " " + fmt.Sprintf(format, operands...)})
}

// Need says so when a key that must be there is missing.
func (c *Checker) Need(present bool, key string) {
	if !present {
		c.Say(key, "is missing")
	}
}

// Read decodes a file and returns a checker that knows its lines and what could not be read.
func Read(content []byte, into any, code Code) *Checker {
	return &Checker{Code: code, Mistakes: Decode(content, into, code), Lines: LinesOf(content)}
}

// Err returns Invalid when something is wrong; of names what the file is one of.
func (c *Checker) Err(of string) error {
	if len(c.Mistakes) == 0 {
		return nil
	}
	return Invalid{Of: of, Mistakes: c.Mistakes}
}
