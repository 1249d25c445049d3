package sheet

// Source is one file: its name, for people, and its bytes.
type Source struct {
	Name    string
	Content []byte
}
