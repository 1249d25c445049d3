package customer

// HelpOf is helpOf, for tests.
var HelpOf = helpOf
