package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"concord/register"

	"pgregory.net/rapid"
)

// What is read fast is what encoding/json reads.
func TestActivity(t *testing.T) {
	text := rapid.OneOf(rapid.StringN(0, 12, -1), rapid.SampledFrom([]string{`a"b\`, "é\u2028<", "\x00", "\xff", "🕊 ", "{\"a\":[]}"}))
	list := rapid.SliceOfN(text, 0, 3)
	rapid.Check(t, func(t *rapid.T) {
		a := register.Activity{Kind: text.Draw(t, "kind"), Level: text.Draw(t, "level"), Modality: text.Draw(t, "modality"), Mode: text.Draw(t, "mode"), Series: text.Draw(t, "series"),
			Date: text.Draw(t, "date"), Places: list.Draw(t, "places"), Instruments: list.Draw(t, "instruments"), Documents: list.Draw(t, "documents"), Themes: list.Draw(t, "themes"),
			SDGs: list.Draw(t, "sdgs"), Figures: list.Draw(t, "figures"), Mechanisms: list.Draw(t, "mechanisms"), Mandates: list.Draw(t, "mandates"),
			Title: rapid.MapOfN(text, text, 0, 3).Draw(t, "title")}
		for range rapid.IntRange(0, 3).Draw(t, "parties") {
			a.Parties = append(a.Parties, register.Party{Actor: text.Draw(t, "actor"), Role: text.Draw(t, "role"), As: text.Draw(t, "as"), State: rapid.Bool().Draw(t, "state")})
		}
		indent := ""
		if rapid.Bool().Draw(t, "indent") {
			indent = " "
		}
		b, err := json.MarshalIndent(a, "", indent)
		if err != nil {
			t.Fatal(err)
		}
		r := register.Record{Fields: b}
		want, err := r.Activity()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Activity(&r)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\n got %+v\nwant %+v, %v", b, got, want, err)
		}
	})
}

func FuzzEachValue(f *testing.F) {
	for _, s := range []string{`{}`, `{"title":{"en":"a"},"parties":[{"actor":"AU","state":true}],"places":["x",1,null,[{}]],"date":{"a":[1,{"b":2}]}}`, `[]`, `null`, `{"a":"\u12`, ` {"a" : [ "b" , "c" ] } `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		err := eachValue(b, func(name, sub, value string, party *register.Party) {})
		if err == nil && len(b) > 0 && !json.Valid(b) {
			t.Fatalf("%q is no JSON", b)
		}
	})
}
