package web

import "html/template"

// shapes are the pages' icons: what is drawn in a box of 16 by 16. Each stands beside words that say the same.
var shapes = map[string]string{
	"unknown":   `<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 12.2a1 1 0 1 1 0-2 1 1 0 0 1 0 2Zm1-3.9v.6H7v-1c0-1 .7-1.5 1.3-1.9.5-.3.7-.5.7-.9 0-.5-.4-.8-1-.8s-1 .3-1 .9H5c0-1.7 1.3-2.8 3-2.8s3 1 3 2.7c0 1.4-.8 2-1.4 2.4-.4.3-.6.5-.6.8Z"/>`,
	"overdue":   `<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm.9 7.4L11.5 11l-1.2 1.2L7.1 9V4h1.8Z"/>`,
	"done":      `<path d="M6.2 12.4 2.3 8.5l1.3-1.3 2.6 2.6 6.2-6.2 1.3 1.3Z"/>`,
	"bad":       `<path d="m4.1 2.7 3.9 4 3.9-4 1.4 1.4-4 3.9 4 3.9-1.4 1.4-3.9-4-3.9 4-1.4-1.4 4-3.9-4-3.9Z"/>`,
	"attention": `<path d="M8 1.5 15.2 14H.8Zm-.9 5v4h1.8v-4Zm0 4.9v1.7h1.8v-1.7Z"/>`,
	"waiting":   `<path d="M4 1.5h8v2.7L9.3 8l2.7 3.8v2.7H4v-2.7L6.7 8 4 4.2Z"/>`,
	"person":    `<path d="M8 1.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4ZM2 14.5c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5Z"/>`,
	"money":     `<path d="M1 3.5h14v9H1Zm7 2a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z"/>`,
	"message":   `<path d="M1 2.5h14v9H8l-4 3v-3H1Z"/>`,
	"locked":    `<path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2H13v7.5H3V7Zm1.8 0h3.4V5a1.7 1.7 0 0 0-3.4 0Z"/>`,
}

// icon draws one, for eyes alone; one that there is none of draws nothing.
func icon(name string) template.HTML {
	shape, ok := shapes[name]
	if !ok {
		return ""
	}
	return template.HTML(`<svg class="icon icon-` + name + `" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">` + shape + `</svg>`)
}
