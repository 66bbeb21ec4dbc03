package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"concord/document"
	"concord/fault"
	"concord/register"

	"pgregory.net/rapid"
)

func TestSegmentsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.IntRange(0, 1<<20)
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) document.Segment {
			return document.Segment{At: small.Draw(t, "at"), Len: small.Draw(t, "len"), File: small.Draw(t, "file"),
				FileLen: small.Draw(t, "fileLen"), Entry: rapid.SampledFrom([]string{"", "word/document.xml", "word/footnotes.xml"}).Draw(t, "entry")}
		})).Draw(t, "list")
		got, err := UnpackSegments(PackSegments(nil, list))
		if err != nil || len(got) != len(list) || len(list) > 0 && !reflect.DeepEqual(got, list) {
			t.Fatalf("got %v, %v; want %v", got, err, list)
		}
	})
}

func TestMarksComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) register.Mark {
			return register.Mark{Kind: rapid.String().Draw(t, "kind"), Value: rapid.String().Draw(t, "value"), Rule: rapid.String().Draw(t, "rule"),
				From: rapid.IntRange(0, 1<<30).Draw(t, "from"), To: rapid.IntRange(0, 1<<30).Draw(t, "to"), Inferred: rapid.Bool().Draw(t, "inferred")}
		})).Draw(t, "list")
		got, err := UnpackMarks(PackMarks(nil, list))
		if err != nil || len(got) != len(list) || len(list) > 0 && !reflect.DeepEqual(got, list) {
			t.Fatalf("got %v, %v; want %v", got, err, list)
		}
	})
}

// Bytes that were not written by Pack give an error, never a panic.
func FuzzUnpack(f *testing.F) {
	f.Add(PackMarks(nil, []register.Mark{{Kind: "actor", Value: "AU", To: 2}}))
	f.Add(PackSegments(nil, []document.Segment{{Len: 3, FileLen: 3, Entry: "x"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := UnpackMarks(b); err != nil && fault.KindOf(err) != fault.Internal {
			t.Fatal(err)
		}
		if _, err := UnpackSegments(b); err != nil && fault.KindOf(err) != fault.Internal {
			t.Fatal(err)
		}
	})
}

// What a version says as a whole is stored under these names: a field that is
// renamed in package document must be read under its old name too.
func TestVersionAsStored(t *testing.T) {
	const stored = `{"masthead":{"Symbols":["A/99/1"],"Session":99,"Year":2044,"AgendaItem":"128","SubItems":[{"Letter":"aa","Title":"T"}],"Title":"T",` +
		`"Distribution":"General","Date":"2044-05-02","JobNumber":"44-1","OriginalLanguage":"fr","ProvisionalAgenda":true},` +
		`"headings":[{"Text":"H","Number":"II","Level":1,"Next":3}],"warnings":[{"Kind":"k","Place":"p","Text":"t"}],"period":"2042/..",` +
		`"previous":["A/97/1"],"mandates":["A/RES/1/1"],"sections":[{"heading":"H","level":1,"organization":"AU","from":"1","to":"2"}]}`
	var v register.Version
	if err := UnpackVersion(stored, &v); err != nil {
		t.Fatal(err)
	}
	again, err := PackVersion(&v)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal([]byte(stored), &a) != nil || json.Unmarshal([]byte(again), &b) != nil || !reflect.DeepEqual(a, b) {
		t.Fatalf("got  %s\nwant %s", again, stored)
	}
}

func TestDays(t *testing.T) {
	for date, want := range map[string][2]int{
		"": {Undated, Undated}, "soon": {Undated, Undated}, "2044": {20440101, 20441231}, "2044-02": {20440201, 20440229},
		"2044-06-02": {20440602, 20440602}, "2043/2044": {20430101, 20441231}, "2044-06/..": {20440601, Forever}, "../2044-06-02": {Always, 20440602},
	} {
		if a, b := Days(date); a != want[0] || b != want[1] {
			t.Errorf("%q: got %d, %d, want %v", date, a, b, want)
		}
	}
}
