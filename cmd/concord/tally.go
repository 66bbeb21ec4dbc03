package main

import (
	"fmt"
	"slices"
	"strings"

	"concord/fault"
)

// tally is what became of all documents, for the lines at the end.
type tally struct {
	read, known, failed int
	faults              map[fault.Kind][]string // names, the first few and how many
	passed              map[string][]string     // what they are → names
}

func (t *tally) fail(name string, err error) {
	if t.faults == nil {
		t.faults = map[fault.Kind][]string{}
	}
	t.failed++
	kind := fault.KindOf(err)
	t.faults[kind] = append(t.faults[kind], name)
}

func (t *tally) pass(name, what string) {
	if t.passed == nil {
		t.passed = map[string][]string{}
	}
	t.passed[what] = append(t.passed[what], name)
}

// failures names the kinds of faults, in the order in which they are told.
var failures = []struct {
	kind fault.Kind
	what string
}{
	{fault.Invalid, "damaged, empty or no documents"},
	{fault.Unsupported, "of a kind or in a language that is not read"},
	{fault.TooLarge, "beyond a limit of size or time"},
	{fault.NotFound, "not there"},
	{fault.Forbidden, "not permitted to you"},
	{fault.Conflict, "changed or locked by somebody else"},
	{fault.Unavailable, "not to be had now"},
	{fault.Usage, "named wrongly"},
	{fault.Internal, "faults of this program"},
}

// lines sums up, where there was more than one document or something was left out.
func (t *tally) lines() (lines []string) {
	all := t.read + t.known + t.failed
	if all < 2 && len(t.passed) == 0 {
		return nil
	}
	line := count(t.read, "document", "documents") + " read"
	if t.known > 0 {
		line += fmt.Sprintf(", %d known before", t.known)
	}
	if t.failed > 0 {
		line += fmt.Sprintf(", %d failed", t.failed)
	}
	lines = append(lines, line+".")
	for _, f := range failures {
		if names := t.faults[f.kind]; len(names) > 0 {
			lines = append(lines, fmt.Sprintf("Failed, %s: %d (%s)", f.what, len(names), some(names)))
		}
	}
	n, kinds := 0, []string{}
	for what, names := range t.passed {
		n += len(names)
		kinds = append(kinds, what+": "+some(names))
	}
	if n > 0 {
		slices.Sort(kinds)
		lines = append(lines, fmt.Sprintf("Passed over, no documents: %d (%s)", n, strings.Join(kinds, "; ")))
	}
	return lines
}

// some are the first few of a list.
func some(names []string) string {
	const most = 3
	if n := len(names) - most; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), n)
	}
	return strings.Join(names, ", ")
}
