package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/protoutil"
	_ "google.golang.org/genproto/googleapis/api/annotations" // its descriptors
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

// modulePrefix is cut off go_package to get the path below the generated tree.
const modulePrefix = "github.com/makegood/makegood/proto/gen"

// compile returns the generated files, by name below the generated tree.
func (t tree) compile() (map[string][]byte, error) {
	sources, err := read(t.sources, ".proto")
	if err != nil {
		return nil, err
	}
	names := slices.Sorted(maps.Keys(sources))
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(protocompile.CompositeResolver{
			&protocompile.SourceResolver{ImportPaths: []string{t.sources}}, protocompile.ResolverFunc(annotations),
		}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	linked, err := compiler.Compile(context.Background(), names...)
	if err != nil {
		return nil, err
	}
	files, err := generated(request(names, linked))
	if err != nil {
		return nil, err
	}
	files[commentsFile], err = comments(linked)
	return files, err
}

// annotations finds google/api/annotations.proto and what it imports among the descriptors of their generated code.
func annotations(path string) (protocompile.SearchResult, error) {
	file, err := protoregistry.GlobalFiles.FindFileByPath(path)
	return protocompile.SearchResult{Desc: file}, err
}

// plugins are the pinned generators: of messages, and of the services' handlers and clients.
func plugins() []string { return []string{"protoc-gen-go", "protoc-gen-connect-go"} }

// generated runs every plugin over req.
func generated(req *pluginpb.CodeGeneratorRequest) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, name := range plugins() {
		files, err := plugin(name, req)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, files)
	}
	return all, nil
}

// request is what protoc would hand to its plugin: the files to generate, imports before importers.
func request(names []string, linked linker.Files) *pluginpb.CodeGeneratorRequest {
	req := &pluginpb.CodeGeneratorRequest{
		FileToGenerate: names,
		Parameter:      proto.String("module=" + modulePrefix),
	}
	seen := map[string]bool{}
	for _, file := range linked {
		req.ProtoFile = appendWithImports(req.ProtoFile, file, seen)
	}
	return req
}

func appendWithImports(files []*descriptorpb.FileDescriptorProto, file protoreflect.FileDescriptor, seen map[string]bool) []*descriptorpb.FileDescriptorProto {
	if seen[file.Path()] {
		return files
	}
	seen[file.Path()] = true
	for i := range file.Imports().Len() {
		files = appendWithImports(files, file.Imports().Get(i).FileDescriptor, seen)
	}
	return append(files, protoutil.ProtoFromFileDescriptor(file))
}

// plugin runs a pinned plugin over req.
func plugin(name string, req *pluginpb.CodeGeneratorRequest) (map[string][]byte, error) {
	input, err := proto.Marshal(req)
	if err != nil {
		return nil, err
	}
	command := exec.Command("go", "tool", name)
	command.Stdin, command.Stderr = bytes.NewReader(input), os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var answer pluginpb.CodeGeneratorResponse
	if err := proto.Unmarshal(output, &answer); err != nil {
		return nil, fmt.Errorf("%s's answer: %w", name, err)
	}
	if answer.GetError() != "" {
		return nil, fmt.Errorf("%s: %s", name, answer.GetError())
	}
	files := map[string][]byte{}
	for _, file := range answer.GetFile() {
		files[strings.TrimPrefix(file.GetName(), "/")] = []byte(file.GetContent())
	}
	return files, nil
}
