// Package plot draws bars and lines as SVG on the server, with the same numbers as a table.
//
// On the path: desk/finance shows figures with it. A plot is for eyes alone: its table has every number exactly, and what is
// drawn is told by shape and words beside colour. Colours are classes of the pages' style sheet, so that dark mode has its own.
// Positions are whole numbers, computed without floats: amounts of money go in as they are.
package plot
