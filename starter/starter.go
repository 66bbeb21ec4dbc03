// Package starter is the starter register: facts of the report A/77/277 (also
// S/2022/606) that ship with the program as tables. It reads the tables into
// works, records, claims and tellings, and refuses a table with a line that names
// an actor, place, theme, date or record that there is none of.
//
// It stores nothing: desk.LoadStarter does. Every value cites a work and a
// paragraph, and no words of it: none are held until somebody reads the document.
package starter

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

//go:embed data/*.tsv data/activities/*.tsv
var data embed.FS

// Rule is what claims of the starter register name as their rule.
const Rule = "starter"

// Set is a starter register.
type Set struct {
	Works   []register.Work // that its rows cite, by symbol
	Records []Record        // by file, in the order of the rows
	Digest  string          // SHA-256 of the tables: what tells two versions apart
}

// Record is a row: a record as it is made, what it says and where that is told.
type Record struct {
	register.Record
	Claims   []register.Claim   // without a state
	Tellings []register.Telling // citations, without a span
}

// Records are the shipped starter register. The tables are read once; the slices
// are the caller's, what they hold is not to be changed.
func Records() (Set, error) {
	s, err := shipped()
	if err != nil {
		return Set{}, err
	}
	return Set{slices.Clone(s.Works), slices.Clone(s.Records), s.Digest}, nil
}

var shipped = sync.OnceValues(func() (Set, error) {
	root, err := fs.Sub(data, "data")
	if err != nil {
		return Set{}, fault.Wrap(err, fault.Internal, "The starter register of this program cannot be read.")
	}
	return Read(root)
})

// Works that have several symbols: all find the work.
var symbols = map[string][]string{"A/77/277": {"A/77/277", "S/2022/606"}}

// kindOf a table, by its name.
var kindOf = map[string]register.Kind{
	"relationships.tsv": register.KindRelationship,
	"instruments.tsv":   register.KindInstrument,
	"mandates.tsv":      register.KindMandate,
	"mechanisms.tsv":    register.KindMechanism,
	"commitments.tsv":   register.KindCommitment,
	"dialogues.tsv":     register.KindDialogue,
	"practices.tsv":     register.KindPractice,
	"cycles.tsv":        register.KindCycle,
}

// Read reads a folder of tables: one a kind, named for it, and a folder of
// activities. The error, of kind fault.Invalid, names the file and the line.
func Read(root fs.FS) (Set, error) {
	var names []string
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".tsv") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return Set{}, fault.Wrap(err, fault.Unavailable, "The tables of the starter register cannot be read: %v.", err)
	}
	slices.Sort(names)
	lex, err := lexicon.Load()
	if err != nil {
		return Set{}, err
	}
	p, err := newParser(lex)
	if err != nil {
		return Set{}, err
	}
	sum := sha256.New()
	for _, name := range names {
		kind, ok := kindOf[name]
		if path.Dir(name) == "activities" {
			kind, ok = register.KindActivity, true
		}
		if !ok {
			return Set{}, fault.New(fault.Invalid, "%s: there is no kind of record for a table of this name.", name)
		}
		content, err := fs.ReadFile(root, name)
		if err != nil {
			return Set{}, fault.Wrap(err, fault.Unavailable, "%s cannot be read: %v.", name, err)
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(content))
		sum.Write(content)
		if err := p.table(name, kind, string(content)); err != nil {
			return Set{}, err
		}
	}
	if err := p.references(); err != nil {
		return Set{}, err
	}
	return Set{Works: p.works, Records: p.records, Digest: hex.EncodeToString(sum.Sum(nil))}, nil
}
