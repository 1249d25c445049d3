// Package foreign is the door through which text that makegood did not write leaves it: an event's ids, titles
// and reasons, a person's note, a customer's answer, a provider's words, the text of an error.
//
// There is one type or function a medium, and each guards every text it is given. What makegood wrote itself is
// the format string, a number, or (in Markdown) a value of type MD:
//
//	Terminal    lines for people, tables, and JSON on standard output
//	Screen      the last writer before a terminal or a log file
//	CSV         records for spreadsheets
//	Markdown    the Temporal UI's details, and pages
//	MailHeader  a mail's subject;  Plain: a text that a customer reads in plain text
//	UTF8        a text for a program, which gets it as it is
//	Agent       a text for a language model;  Token: an id or a code for one
//	KafkaHeader, HTTPHeader, FileName, ShellWord
//
// HTML is html/template's, which escapes by context, and a page that is made leaves by Visible (staff's) or Plain; a test here holds it to the same texts. Package foreigntest
// has the texts that every exit is tested with.
//
// On the path: beside it. It imports nothing of makegood's, and everything that writes for people imports it.
package foreign
