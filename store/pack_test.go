package store

import (
	"encoding/json"
	"reflect"
	"strings"
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

func TestClaimsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"kind", "name", ""}))
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) register.Claim {
			return register.Claim{Field: text.Draw(t, "field"), Value: text.Draw(t, "value"), Rule: text.Draw(t, "rule"), Contribution: text.Draw(t, "contribution"),
				Author: text.Draw(t, "author"), Inferred: rapid.Bool().Draw(t, "inferred"), State: rapid.SampledFrom([]register.State{register.Proposed, register.Accepted, register.Refused}).Draw(t, "state"),
				Evidence: register.Evidence{Text: rapid.Int64Range(0, 1<<40).Draw(t, "text"), From: rapid.IntRange(0, 1<<30).Draw(t, "from"), To: rapid.IntRange(0, 1<<30).Draw(t, "to")}}
		}), 1, 60).Draw(t, "list")
		paragraphs := make([]int64, len(list))
		for i := range list {
			list[i].Key = int64(i + 7)
			paragraphs[i] = rapid.Int64Range(0, 1<<40).Draw(t, "paragraph")
		}
		got, of, err := UnpackClaims(PackClaims(nil, list, paragraphs), 7, nil, nil)
		if err != nil || !reflect.DeepEqual(got, list) || !reflect.DeepEqual(of, paragraphs) {
			t.Fatalf("got %+v %v, %v; want %+v %v", got, of, err, list, paragraphs)
		}
	})
}

func TestListingsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint32()
		l := Listing{Flags: rapid.Uint8().Draw(t, "flags"), First: n.Draw(t, "first"), Last: n.Draw(t, "last"), Work: n.Draw(t, "work"), Ordinal: n.Draw(t, "ordinal"),
			Start: n.Draw(t, "start"), Words: rapid.Uint64().Draw(t, "words"), Terms: rapid.SliceOf(n).Draw(t, "terms")}
		b := PackListing(nil, &l)
		var got Listing
		tail, err := UnpackListing(b, &got)
		ok := EachTerm(tail, func(n uint32) { got.Terms = append(got.Terms, n) })
		if len(l.Terms) == 0 {
			l.Terms, got.Terms = nil, nil
		}
		if err != nil || !ok || !reflect.DeepEqual(got, l) {
			t.Fatalf("got %+v, %v; want %+v", got, err, l)
		}
	})
}

// Bytes that were not written by Pack give an error, never a panic.
func FuzzUnpack(f *testing.F) {
	f.Add(PackMarks(nil, []register.Mark{{Kind: "actor", Value: "AU", To: 2}}))
	f.Add(PackClaims(nil, []register.Claim{{Field: "kind", Value: "visit", Rule: "kind"}}, []int64{3}))
	f.Add(PackListing(nil, &Listing{Work: 3, Terms: []uint32{1, 300, 70_000}}))
	f.Add(PackSegments(nil, []document.Segment{{Len: 3, FileLen: 3, Entry: "x"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := UnpackMarks(b); err != nil && fault.KindOf(err) != fault.Internal {
			t.Fatal(err)
		}
		if _, _, err := UnpackClaims(b, 1, nil, nil); err != nil && fault.KindOf(err) != fault.Internal {
			t.Fatal(err)
		}
		var l Listing
		if tail, err := UnpackListing(b, &l); err == nil {
			EachTerm(tail, func(uint32) {})
		}
		if _, err := UnpackNumbers(nil, b); err != nil && fault.KindOf(err) != fault.Internal {
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
	const first = `{"masthead":{"Symbols":["A/99/1"],"Session":99,"Year":2044,"AgendaItem":"128","SubItems":[{"Letter":"aa","Title":"T"}],"Title":"T",` +
		`"Distribution":"General","Date":"2044-05-02","JobNumber":"44-1","OriginalLanguage":"fr","ProvisionalAgenda":true},` +
		`"headings":[{"Text":"H","Number":"II","Level":1,"Next":3}],"warnings":[{"Kind":"k","Place":"p","Text":"t"}],"period":"2042/..",` +
		`"previous":["A/97/1"],"mandates":["A/RES/1/1"],"sections":[{"heading":"H","level":1,"organization":"AU","from":"1","to":"2"}]}`
	// What came later stands beside it.
	later := strings.Replace(first, `"Title":"T","Distribution"`, `"Kind":"resolution","Dated":"2044-04-30","Organ":"The General Assembly","Title":"T","Distribution"`, 1)
	if later == first {
		t.Fatal("nothing came later")
	}
	for _, stored := range []string{first, later} {
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
