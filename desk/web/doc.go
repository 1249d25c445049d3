// Package web is what all pages have in common: their layouts, their look, the language they are read in, what a browser may
// do with them, and how errors and notices are shown.
//
// On the path: package desk mounts the pages' handlers behind a Kit's Guard; a package of pages gets a Set of its templates
// from the Kit and shows typed views with it. Nothing here knows what a page is about.
package web
