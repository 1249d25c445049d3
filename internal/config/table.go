package config

import (
	"fmt"
	"reflect"
	"strings"
)

// Row documents one setting.
type Row struct {
	Name    string `json:"name"`
	Default string `json:"default"`
	Meaning string `json:"meaning"`

	field string
	// secret says whether the setting is a secret, or may hold one.
	secret string
}

// Table documents every setting, in the order of the Settings type. It is read from the type
// itself, so it cannot lag behind.
func Table() []Row { return rowsOf(reflect.TypeFor[Settings](), Prefix) }

func rowsOf(t reflect.Type, prefix string) []Row {
	var out []Row
	for i := range t.NumField() {
		field := t.Field(i)
		if inner, ok := field.Tag.Lookup("envPrefix"); ok {
			out = append(out, rowsOf(field.Type, prefix+inner)...)
			continue
		}
		if name, ok := field.Tag.Lookup("env"); ok {
			out = append(out, Row{Name: prefix + name, Default: field.Tag.Get("envDefault"), Meaning: field.Tag.Get("doc"), field: field.Name, secret: secretOf(field)})
		}
	}
	return out
}

// Markdown renders the table for the README.
func Markdown(rows []Row) string {
	var b strings.Builder
	b.WriteString("| setting | default | meaning |\n| --- | --- | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.Name, code(r.Default), r.Meaning)
	}
	return b.String()
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
