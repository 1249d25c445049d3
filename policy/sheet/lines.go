package sheet

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Lines says on which line of a file a key stands: "terms.shipping", "rules[2].if".
type Lines map[string]int

// LinesOf reads the places of all keys; of a file that is no YAML it knows none.
func LinesOf(content []byte) Lines {
	var document yaml.Node
	found := Lines{}
	if len(content) <= BytesMax && yaml.Unmarshal(content, &document) == nil && len(document.Content) == 1 {
		found.walk("", document.Content[0])
	}
	return found
}

func (l Lines) walk(path string, node *yaml.Node) {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := strings.TrimPrefix(path+"."+node.Content[i].Value, ".")
			l[key] = node.Content[i].Line
			l.walk(key, node.Content[i+1])
		}
	case yaml.SequenceNode:
		for i, element := range node.Content {
			key := fmt.Sprintf("%s[%d]", path, i)
			l[key] = element.Line
			l.walk(key, element)
		}
	case yaml.DocumentNode, yaml.ScalarNode, yaml.AliasNode:
	}
}

// Of returns the line of a key, or of the nearest key around it; 0 where none is known.
func (l Lines) Of(key string) int {
	for key != "" {
		if line, ok := l[key]; ok {
			return line
		}
		key = key[:max(0, strings.LastIndexAny(key, ".["))]
	}
	return 0
}
