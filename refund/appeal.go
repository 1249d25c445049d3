package refund

// Appeal asks once for another look at what was refused: signal and update `appeal`.
type Appeal struct {
	AppealID  DecisionID `json:"appeal_id"`
	By        Person     `json:"by"`
	Statement string     `json:"statement" personal:"text"`
	Evidence  []Evidence `json:"evidence,omitempty"`
	Seen
}

// InfoRequest asks the customer for an answer or a document: signal and update `ask`.
type InfoRequest struct {
	InfoID   DecisionID `json:"info_id"`
	By       Person     `json:"by"`
	Question string     `json:"question" personal:"text"`
	Seen
}

// InfoReply is the customer's answer: signal and update `answer`.
type InfoReply struct {
	By       Person     `json:"by"`
	Answer   string     `json:"answer" personal:"text"`
	Evidence []Evidence `json:"evidence,omitempty"`
	// Key makes it repeatable, as Withdrawal.Key does. Empty: the question is answered once.
	Key DecisionID `json:"key,omitempty"`
	Seen
}
