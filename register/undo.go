package register

// Changes are what one act changed, as far as it can be taken back: each thing with
// what it was before, and the numbers of the acts that changed it after: whether
// somebody has gone on from there is for the desk to say, which knows what they were.
type Changes struct {
	Entry         Entry
	Records       []ChangedRecord
	Claims        []ChangedClaim // in the order of their keys
	Tellings      []ChangedTelling
	Sames         []ChangedSame
	Candidates    []ChangedCandidate
	Questions     []ChangedQuestion
	Confirmations []ChangedConfirmation
}

// ChangedRecord is a record that has revisions by the act.
type ChangedRecord struct {
	ID       string
	From, To int // the revision before it (0: it made the record) and the last one by it
}

// ChangedClaim is a claim that the act stored, or on which it has a word.
type ChangedClaim struct {
	Record string
	Key    int64
	Stored bool
	Word   State   // Proposed, Accepted, Refused, Undone or Back; "" for none
	Before State   // the state before Word; where the act stored it, that with which it did
	Since  []int64 // acts after it with a word on the claim
}

// In all that follow, Since are the acts that changed the same after this one, in
// their order.

// ChangedTelling is a telling that the act stored, or dropped or took up again.
type ChangedTelling struct {
	Telling Telling // as it is now
	Made    bool    // stored by the act
	Since   []int64
}

// ChangedSame is a sameness that the act stored or changed.
type ChangedSame struct {
	Before Same // State "" where the act stored it
	After  Same // as it is now
	Since  []int64
}

// ChangedCandidate is a candidate that the act settled or opened.
type ChangedCandidate struct {
	Before Candidate // Key, Text and State; State "" where the act stored it
	Since  []int64
}

// ChangedQuestion is a question that the act settled or opened.
type ChangedQuestion struct {
	Before Question // Key, Text, State and Answer; State "" where the act stored it
	Since  []int64
}

// ChangedConfirmation is a word of an organization that the act recorded.
type ChangedConfirmation struct {
	Before Confirmation // that held before for record, organization and cycle; Word Unsaid for none
	Since  []int64
}
