package lexicon_test

import (
	"bytes"
	"testing"

	"concord/fault"
	"concord/lexicon"
)

// FuzzReadTable: whatever a table holds, it is refused with file and line or comes
// out again as the table that it makes.
func FuzzReadTable(f *testing.F) {
	f.Add([]byte("id\ttype\tparent\tfrom\tto\nQBC\tbody\tAU\t2040\t\n"))
	f.Add([]byte("id\tlanguage\tsort\tname\nAU\ten\tformer\tUnion of the Quill\nAU\ten\twithout\tAU\n\ten\tnone\tOur Fund\n"))
	f.Add([]byte("# a comment\n\nid\tname\n\t\n"))
	f.Add([]byte("type\tid\nbody\t#QBC\n"))
	f.Add([]byte("\ufeffid\tsort\r\nAU\tx\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := lexicon.ReadTable("names.tsv", raw)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge {
				t.Fatalf("%v", err)
			}
			return
		}
		var one, two bytes.Buffer
		if err := o.WriteTable(&one); err != nil {
			t.Fatal(err)
		}
		again, err := lexicon.ReadTable("names.tsv", one.Bytes())
		if err != nil {
			t.Fatalf("%v\n%q", err, one.Bytes())
		}
		if err := again.WriteTable(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Fatalf("%v\n%q\n%q", err, one.Bytes(), two.Bytes())
		}
	})
}
