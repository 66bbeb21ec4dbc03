package report

// Text is a document in the making, in one language: a draft of the report, or a brief.
// Whatever lays it out (pages, Word, Akoma Ntoso) takes it as it is.
type Text struct {
	Language string `json:"language"` // ar, en, es, fr, ru, zh
	Front    Front  `json:"front"`
	Parts    []Part `json:"parts"`
	// Words is the count by which the limit goes, with headings and notes; WithoutAnnex
	// leaves the annexes out.
	Words        int `json:"words"`
	WithoutAnnex int `json:"words_without_annex"`
}

// Front is what stands above the text: the masthead of a document of the United
// Nations and its title. What is empty is not known yet and stays out.
type Front struct {
	Organs       []string `json:"organs,omitempty"`   // General Assembly, Security Council
	Sessions     []string `json:"sessions,omitempty"` // one an organ: Seventy-seventh session, Seventy-seventh year
	Symbols      []string `json:"symbols,omitempty"`
	Distribution string   `json:"distribution,omitempty"` // General
	Date         string   `json:"date,omitempty"`         // as written
	Original     string   `json:"original,omitempty"`     // Original: English
	Item         string   `json:"item,omitempty"`         // Agenda item 128 with its title
	SubItems     []string `json:"subitems,omitempty"`     // in the agenda's own order
	Title        string   `json:"title"`
	Author       string   `json:"author,omitempty"` // Report of the Secretary-General
}

// The parts of a report that are no section of an organization.
const (
	PartSummary      = "summary"
	PartIntroduction = "introduction"
	PartSections     = "sections" // the heading above those of the organizations
	PartObservations = "observations"
	PartAnnex        = "annex" // what was left out, for the web
)

// Part is a heading with what stands under it.
type Part struct {
	ID         string      `json:"id"`              // one of the Part… names, or the ID of an organization
	Level      int         `json:"level"`           // of the heading: 1 is a chapter
	Label      string      `json:"label,omitempty"` // before the heading: "II", "A"
	Heading    string      `json:"heading"`
	Paragraphs []Paragraph `json:"paragraphs,omitempty"`
	Budget     int         `json:"budget,omitempty"` // in words; 0: none
	Words      int         `json:"words"`
}

// Paragraph is prose of sentences, or a table.
type Paragraph struct {
	ID        string     `json:"id"`                // within its part, stays when others come and go
	Number    int        `json:"number,omitempty"`  // through the whole text; 0 for one without
	Heading   string     `json:"heading,omitempty"` // above it, one level below that of its part
	Sentences []Sentence `json:"sentences,omitempty"`
	Table     *Table     `json:"table,omitempty"`
}

// Sentence with the records that it rests on. One without a record and without By is
// frame: what the kind of document says anyhow.
type Sentence struct {
	ID    string   `json:"id"` // within its paragraph
	Text  string   `json:"text"`
	Rests []Rest   `json:"rests,omitempty"`
	Notes []string `json:"notes,omitempty"` // footnotes, each called at the end of the sentence
	From  From     `json:"from,omitempty"`
}

// From says where the words of a sentence are from.
type From string

// Where words are from.
const (
	FromRecords From = ""      // written from what the records hold
	FromInput   From = "input" // the words of what an organization sent in
	FromHand    From = "hand"  // a person wrote or changed it; without Rests it has no source
	FromFrame   From = "frame" // what such a document says anyhow
)

// Rest is a record that a sentence rests on, as it was when the sentence was written.
type Rest struct {
	Record   string `json:"record"`
	Revision int    `json:"revision"`
	Machine  bool   `json:"machine,omitempty"` // read by rule, nobody looked at it yet
}

// Table of a text.
type Table struct {
	Caption string   `json:"caption"`
	Head    []string `json:"head"`
	Rows    []Row    `json:"rows"`
}

// Row of a table, with the records that it rests on.
type Row struct {
	Cells []string `json:"cells"`
	Rests []Rest   `json:"rests,omitempty"`
}
