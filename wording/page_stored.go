package wording

// Stored says a sentence that makegood stores in English, such as why a refund is in its status: English as it is, another
// language in the words that it has for it, or as a quotation.
func (w Words) Stored(text string) string { return w.own.stored(text) }
