package main

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// topic is a Kafka topic and what is on it.
type topic struct {
	name, key string
	message   protoreflect.MessageDescriptor
	// sent: makegood writes it; else it reads it.
	sent bool
}

// topicComment is how a message's comment names its topic and what records are keyed by.
var topicComment = regexp.MustCompile("Topic `([a-z0-9.-]+)`, key ([a-z_/]+)\\.")

// apiFolder has the contract of the API, which is on no topic (docs/openapi.json).
const apiFolder = "makegood/api/"

// ownPackage begins the names of what makegood publishes itself.
const ownPackage = "makegood.refund."

// readTopics compiles the contracts and returns their topics by name. A contract whose top message is on no topic is an
// error: a new one needs its topic in its comment.
func readTopics(root string) ([]topic, error) {
	names, err := contracts(root)
	if err != nil {
		return nil, err
	}
	compiler := protocompile.Compiler{
		Resolver:       protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{root}}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(context.Background(), names...)
	if err != nil {
		return nil, err
	}
	var out []topic
	for _, file := range files {
		found := len(out)
		for i := range file.Messages().Len() {
			message := file.Messages().Get(i)
			if named := topicComment.FindStringSubmatch(comment(message)); named != nil {
				out = append(out, topic{name: named[1], key: named[2], message: message, sent: strings.HasPrefix(string(message.FullName()), ownPackage)})
			}
		}
		if len(out) == found {
			return nil, fmt.Errorf("%s: the comment of no message names a topic and its key", file.Path())
		}
	}
	slices.SortFunc(out, func(a, b topic) int { return strings.Compare(a.name, b.name) })
	return out, nil
}

// contracts are the .proto files of events below root, by their names below it.
func contracts(root string) (names []string, err error) {
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".proto") {
			return err
		}
		name, err := filepath.Rel(root, path)
		if name = filepath.ToSlash(name); !strings.HasPrefix(name, apiFolder) {
			names = append(names, name)
		}
		return err
	})
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("no contract below %s", root)
	}
	return names, err
}

// comment is what stands before a declaration, as one paragraph.
func comment(of protoreflect.Descriptor) string {
	text := of.ParentFile().SourceLocations().ByDescriptor(of).LeadingComments
	return strings.Join(strings.Fields(text), " ")
}
