package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/bufbuild/protocompile"
	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/makegood/makegood/api"
)

// serviceFile is the contract of the API, below the folder of contracts.
const serviceFile = "makegood/api/v1/refund_service.proto"

// procedure is a procedure of the contract at its path.
type procedure struct {
	protoreflect.MethodDescriptor
	method api.Method
	// verb is the HTTP method in lower case, pattern the annotation's path.
	verb, pattern string
}

// hasBody reports whether the message comes as the body, else in the query.
func (p procedure) hasBody() bool { return p.verb == "post" }

// readProcedures compiles the contract, with its comments. A procedure that the service has no method for is an error.
func readProcedures(root string) (service protoreflect.ServiceDescriptor, all []procedure, err error) {
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(protocompile.CompositeResolver{
			&protocompile.SourceResolver{ImportPaths: []string{root}}, protocompile.ResolverFunc(annotated),
		}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(context.Background(), serviceFile)
	if err != nil {
		return nil, nil, err
	}
	service = files[0].Services().Get(0)
	known := map[api.Method]bool{}
	for _, m := range api.Methods() {
		known[m] = true
	}
	for i := range service.Methods().Len() {
		one, err := procedureOf(service.Methods().Get(i))
		if err != nil {
			return nil, nil, err
		}
		if !known[one.method] {
			return nil, nil, fmt.Errorf("%s is no method of the service", one.FullName())
		}
		delete(known, one.method)
		all = append(all, one)
	}
	if len(known) > 0 {
		return nil, nil, fmt.Errorf("methods without a procedure: %v", known)
	}
	return service, all, nil
}

// annotated finds google/api/annotations.proto and what it imports among the descriptors of their generated code.
func annotated(path string) (protocompile.SearchResult, error) {
	file, err := protoregistry.GlobalFiles.FindFileByPath(path)
	return protocompile.SearchResult{Desc: file}, err
}

func procedureOf(of protoreflect.MethodDescriptor) (procedure, error) {
	// Options that were compiled from source are of the compiler's own types; written and read again they are ours.
	raw, err := proto.Marshal(of.Options())
	if err != nil {
		return procedure{}, err
	}
	options := of.Options().ProtoReflect().New().Interface()
	if err := proto.Unmarshal(raw, options); err != nil {
		return procedure{}, err
	}
	rule, _ := proto.GetExtension(options, annotations.E_Http).(*annotations.HttpRule)
	out := procedure{MethodDescriptor: of, method: api.Method(of.Name())}
	switch pattern := rule.GetPattern().(type) {
	case *annotations.HttpRule_Get:
		out.verb, out.pattern = "get", pattern.Get
	case *annotations.HttpRule_Post:
		out.verb, out.pattern = "post", pattern.Post
	default:
		return procedure{}, fmt.Errorf("%s is neither a GET nor a POST", of.FullName())
	}
	return out, nil
}

// comment is what stands before a declaration, as one paragraph.
func comment(of protoreflect.Descriptor) string {
	text := of.ParentFile().SourceLocations().ByDescriptor(of).LeadingComments
	return strings.Join(strings.Fields(text), " ")
}

// detached is the file's own comment, as paragraphs.
func detached(of protoreflect.FileDescriptor) string {
	var paragraphs []string
	location := of.SourceLocations().ByPath(protoreflect.SourcePath{2}) // the package's declaration
	for paragraph := range strings.SplitSeq(location.LeadingComments, "\n\n") {
		plain := strings.NewReplacer("<", "{", ">", "}").Replace(paragraph) // a page would take them for tags
		paragraphs = append(paragraphs, strings.Join(strings.Fields(plain), " "))
	}
	return strings.Join(paragraphs, "\n\n")
}
